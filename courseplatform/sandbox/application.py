"""The WSGI application: the API, the control interface and the pages behind one address.

Django's requests, routes and templates are used as a library. Its settings are not: two
sandboxes may run in one process, beside a site that has its own.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template import Context, Engine
from django.urls import Resolver404, URLResolver, set_urlconf
from django.urls.resolvers import RegexPattern
from django.utils import translation

from courseplatform.sandbox import serving
from courseplatform.sandbox.workings import Workings

URLS = "courseplatform.sandbox.urls"
HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
FOLDER = Path(__file__).parent

StartResponse = Callable[[str, list[tuple[str, str]]], object]
log = logging.getLogger(__name__)


_FAILURE = {
    "error": {"type": "api_error", "message": "The stand-in itself has failed; its log says how."}
}


class PracticeRequest(WSGIRequest):
    """A request that knows the sandbox it came to."""

    workings: Workings


class BrokenOffError(Exception):
    """The request gets no answer: its connection is ended."""


class Application:
    """Routes requests to the views of one sandbox."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        request = PracticeRequest(environ)
        request.workings = self._workings
        set_urlconf(URLS)
        try:
            response = self._answer(request)
        except BrokenOffError:
            serving.break_connection(environ)
            response = HttpResponse(status=503)
        finally:
            set_urlconf(None)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
        response.headers["Content-Length"] = str(len(body))
        status = f"{response.status_code} {response.reason_phrase}"
        start_response(status, list(response.items()))
        return [body]

    def _answer(self, request: PracticeRequest) -> HttpResponseBase:
        if not _is_for_us(request):
            return HttpResponse("This address is not served here.", status=421)
        if not _comes_from_here(request):
            return HttpResponse("Forms of other sites are not taken.", status=403)
        try:
            match = _resolver().resolve(request.path_info)
            response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        except (Resolver404, Http404):
            return render(request, "not_found.html", {}, status=404)
        except BrokenOffError:
            raise
        except Exception:
            log.exception("%s %s failed", request.method, request.path)
            if request.path.startswith("/v1/"):
                return JsonResponse(_FAILURE, status=500)
            return HttpResponse("The sandbox itself has failed; its log says how.", status=500)
        return response


def render(
    request: PracticeRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    leads_to: Iterable[str] = (),
    language: str | None = None,
) -> HttpResponse:
    """A page, in a ``language`` if the site speaks it.

    Its forms may lead to the sandbox itself and to the origins of ``leads_to``.
    """
    workings = request.workings
    with workings.account() as account:
        shared: dict[str, Any] = {
            "site_url": account.site_url,
            "now": account.now,
            "path": request.path,
        }
    with translation.override(_spoken(language)):
        shared["language"] = translation.get_language()
        page = _engine().get_template(f"sandbox/{template}")
        text = page.render(Context({**shared, **context}))
    response = HttpResponse(text, status=status)
    targets = " ".join(dict.fromkeys(["'self'", *map(origin, leads_to)]))
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; "
        f"form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _spoken(language: str | None) -> str:
    """The language of the site that comes next to the one asked for."""
    try:
        return translation.get_supported_language_variant(language or settings.LANGUAGE_CODE)
    except LookupError:
        return settings.LANGUAGE_CODE


def _is_for_us(request: PracticeRequest) -> bool:
    """Whether the request was meant for this machine, not led here by a foreign name."""
    host = str(request.META.get("HTTP_HOST", ""))
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name in HOSTS


def _comes_from_here(request: PracticeRequest) -> bool:
    """Whether a form of a browser was on one of our own pages. Programs send no Origin."""
    claimed = request.headers.get("Origin")
    if request.method in {"GET", "HEAD"} or claimed is None:
        return True
    return origin(claimed) == f"http://{request.META.get('HTTP_HOST', '')}"


@functools.cache
def _resolver() -> URLResolver:
    return URLResolver(RegexPattern(r"^/"), URLS)


@functools.cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(FOLDER / "templates")],
        libraries={
            "i18n": "django.templatetags.i18n",
            "practice": "courseplatform.sandbox.pages.filters",
        },
        builtins=["courseplatform.sandbox.pages.filters"],
    )

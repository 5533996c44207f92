"""Pages that read alike for everybody who is nobody in particular.

A visitor without a session, a zone, an appearance or a language of their own gets the same page as the
one before, kept in this process for some seconds; proxies may keep it as long. Everybody else gets a page
of their own, which nobody keeps. Such pages hold no token, no message and no name.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from courseplatform.kit import cookies
from courseplatform.people.guards import keep_private

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
MOST_PAGES = 256
MOST_BYTES = 300_000
VARY = ("Cookie", "Accept-Language", "HX-Request")


@dataclass(frozen=True)
class _Kept:
    until: float
    content: bytes
    headers: tuple[tuple[str, str], ...]


_pages: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()
_lock = threading.Lock()


def shared_page(*query: str) -> Callable[[View[P]], View[P]]:
    """Let a public page be kept and shared, for ``PUBLIC_PAGE_SECONDS``.

    Args:
        query: the names of the parameters that change the page; with any other parameter in the
            address the page is made anew and not kept.
    """

    def declare(view: View[P]) -> View[P]:
        @wraps(view)
        def shared(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if is_somebody(request):
                return keep_private(view(request, *args, **kwargs))
            key = _key(request, query)
            kept = _find(key) if key else None
            if kept is None:
                answer = _mark(view(request, *args, **kwargs))
                if key:
                    _keep(key, answer)
                return answer
            return HttpResponse(kept.content, headers=dict(kept.headers))

        return shared

    return declare


def is_somebody(request: HttpRequest) -> bool:
    """Tell whether the visitor brought anything that makes the page theirs."""
    own = {
        settings.SESSION_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        cookies.name_of("zone"),
        cookies.name_of("theme"),
    }
    return not own.isdisjoint(request.COOKIES)


def forget_pages() -> None:
    """Drop what is kept, for tests and after a change that must show at once in this process."""
    with _lock:
        _pages.clear()


def _key(request: HttpRequest, query: tuple[str, ...]) -> tuple[str, ...] | None:
    if not settings.PUBLIC_PAGE_SECONDS or not set(request.GET) <= set(query):
        return None
    asked = [f"{name}={request.GET[name]}" for name in sorted(request.GET)]
    part = request.headers.get("HX-Request", "")
    return (
        request.get_host(),
        request.scheme or "",
        request.path,
        get_language() or "",
        part,
        *asked,
    )


def _find(key: tuple[str, ...]) -> _Kept | None:
    with _lock:
        kept = _pages.get(key)
        if kept is None or kept.until < time.monotonic():
            return None
        _pages.move_to_end(key)
        return kept


def _mark(answer: HttpResponseBase) -> HttpResponseBase:
    patch_vary_headers(answer, VARY)
    if answer.status_code == 200:
        patch_cache_control(answer, public=True, max_age=settings.PUBLIC_PAGE_SECONDS)
    else:
        patch_cache_control(answer, no_store=True)
    return answer


def _keep(key: tuple[str, ...], answer: HttpResponseBase) -> None:
    if not isinstance(answer, HttpResponse) or answer.status_code != 200 or answer.cookies:
        return
    if len(answer.content) > MOST_BYTES:
        return
    until = time.monotonic() + settings.PUBLIC_PAGE_SECONDS
    kept = _Kept(until, answer.content, tuple(answer.headers.items()))
    with _lock:
        _pages[key] = kept
        while len(_pages) > MOST_PAGES:
            _pages.popitem(last=False)

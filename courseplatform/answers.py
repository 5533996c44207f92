"""How the site says no: refusals become a page or a fragment, never a stack trace."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

from courseplatform.kit.refusals import Refusal

GetResponse = Callable[[HttpRequest], HttpResponse]


TOO_OFTEN = "too-often"  # the code of a refusal that a little patience lifts


class RefusalMiddleware:
    """Turns a Refusal that no view handled into the page ``refusal.html`` (409, or 429).

    PostgreSQL's text holds no NUL, which no person can type: where one came this far, the request
    was damaged or made up, and is answered as such (400).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a Refusal or a NUL; leave everything else to Django."""
        if isinstance(error, Refusal):
            return refuse(request, error, 429 if error.code == TOO_OFTEN else 409)
        if isinstance(error, DataError) and _carries_nul(request):
            return bad_request(request, error)
        return None


def _carries_nul(request: HttpRequest) -> bool:
    sent = (
        text
        for data in (request.GET, request.POST)
        for _name, all_ in data.lists()
        for text in all_
    )
    return any("\0" in str(text) for text in sent)


def refuse(request: HttpRequest, refusal: Refusal, status: int = 409) -> HttpResponse:
    """Return the refusal as a page, or as a notice when htmx asked for a part of a page."""
    part = bool(getattr(request, "htmx", False))
    template = "refusal_part.html" if part else "refusal.html"
    context = {"refusal": refusal, "back": way_back(request)}
    return render(request, template, context, status=status)


def way_back(request: HttpRequest) -> str:
    """Return the path of our own page that the reader came from; empty when there is none."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or came_from.path == request.path:
        return ""
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a form that came back too late or from elsewhere; nothing was changed."""
    refusal = Refusal(
        _(
            "This form was open for too long or came from another page, so nothing was changed. "
            "Go back, reload the page and send it again; copy longer texts first."
        ),
        code="stale-form",
    )
    return refuse(request, refusal, status=403)

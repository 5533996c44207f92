"""Headers that stand on every answer, also on files and errors, and that Django does not set."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from courseplatform.answers import GetResponse

# What no page here needs; a page taken over by somebody could not ask for it either.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class HeadersMiddleware:
    """Denies the browser's devices to every page, and errors a place in any cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers on the way out."""
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

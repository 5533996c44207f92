"""The sandbox's few static files."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from courseplatform.sandbox.application import FOLDER, PracticeRequest

FILES = {"practice.css": "text/css; charset=utf-8", "practice.svg": "image/svg+xml"}


def static(_request: PracticeRequest, name: str) -> HttpResponse:
    """Sends one of the files named above."""
    if name not in FILES:
        raise Http404
    content = (FOLDER / "static" / "sandbox" / name).read_bytes()
    response = HttpResponse(content, content_type=FILES[name])
    response.headers["Cache-Control"] = "max-age=60"
    return response

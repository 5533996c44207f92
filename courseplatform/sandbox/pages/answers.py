"""Answers that pages share."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect


def see_other(url: str) -> HttpResponse:
    """After a POST: look there. The address may be the site's own."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response

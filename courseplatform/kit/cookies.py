"""Small choices kept in the browser: a zone, an appearance, which panes are shown. Never a secret.

In production their names begin with ``__Host-``, so that no other host and no plain connection can set
them in a reader's name; over plain http browsers would refuse such names.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 3600


def name_of(choice: str) -> str:
    """Return the name that the cookie of a choice has in this installation."""
    return f"{settings.COOKIE_PREFIX}{choice}"


def read(request: HttpRequest, choice: str) -> str:
    """Return what was chosen, as the browser says; anybody can write anything there."""
    return request.COOKIES.get(name_of(choice), "")


def keep(answer: HttpResponse, choice: str, value: str) -> None:
    """Have the browser keep a choice for a year, out of reach of scripts; an empty one is forgotten."""
    if not value:
        answer.delete_cookie(name_of(choice), samesite="Lax")
        return
    answer.set_cookie(
        name_of(choice),
        value,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )

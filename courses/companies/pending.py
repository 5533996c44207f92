"""The link that somebody followed before signing up, kept in their browser's session until then."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from courses.enrolment import claiming
from courses.enrolment.models import Claim

_KEY = "claim"


def remember(session: Any, token: str) -> None:
    """Keep a link's token in a browser's session."""
    session[_KEY] = token


def forget(session: Any) -> None:
    """Keep it no longer."""
    session.pop(_KEY, None)


def token_in(session: Any, now: datetime) -> tuple[str, Claim] | None:
    """Return the token that is kept, with its claim; None, and it is forgotten, once it is worthless."""
    token = session.get(_KEY)
    if token is None:
        return None
    found = claiming.claim_of(str(token))
    if found is None or not claiming.stands(found, now):
        forget(session)
        return None
    return token, found

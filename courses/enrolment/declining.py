"""Turning an offer down from the letter, without signing in: a link that is good for this alone.

The token names the turn and carries our signature. Whoever has the letter may give this one offer
up; the link shows no name, opens no account, and does nothing once the turn has ended.
"""

from __future__ import annotations

from django.core import signing

from courses.enrolment.models import Waiting

_SALT = "enrolment.declining"


def token_of(waiting: Waiting) -> str:
    """Return the token of one turn."""
    return signing.Signer(sep=".", salt=_SALT).sign(waiting.ref)


def turn_of(token: str) -> Waiting | None:
    """Return the turn that a token was made for, or None for a token that is not ours."""
    try:
        ref = signing.Signer(sep=".", salt=_SALT).unsign(token)
    except signing.BadSignature:
        return None
    found = Waiting.objects.select_related("session__course", "place", "person").filter(ref=ref)
    return found.first()

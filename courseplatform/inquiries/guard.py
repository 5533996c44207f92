"""What makes us unsure of a post: a filled trap, a form that was not read, too many at once.

The guard refuses nobody. It holds what looks wrong for a person to see, and only a flood is turned
away, with the text given back and the time from which on it will be taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core import signing

from courseplatform.kit.rates import Rate
from courseplatform.kit.references import digest, new_ref

LEAST_SECONDS = 3
MOST_SECONDS = 24 * 3600
MOST_LINKS = 3
_SALT = "inquiries.form"
_LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)

BY_ADDRESS = Rate("inquiries-address", times=3, seconds=3600)
BY_NETWORK = Rate("inquiries-network", times=5, seconds=3600)
BY_FORM = Rate("inquiries-form", times=2, seconds=MOST_SECONDS)
FLOOD = Rate("inquiries-flood", times=40, seconds=3600)

REASONS = ("trap", "no-form", "too-quick", "too-old", "form-reused", "address", "network", "links")


@dataclass(frozen=True)
class Post:
    """What the guard looks at."""

    email: str
    message: str
    network: str
    trap: str
    token: str


def make_token() -> str:
    """Return the sign a form carries: when it was made, and that we made it."""
    return signing.TimestampSigner(salt=_SALT).sign(new_ref())


def is_flood(network: str) -> bool:
    """Count one post of a network; tell whether it is one too many to be stored at all."""
    return not FLOOD.take(network or "unknown")


def doubts(post: Post) -> list[str]:
    """Return why this post should be looked at by a person first; nothing when all is well."""
    found = ["trap"] if post.trap else []
    found += _doubts_of_form(post.token)
    if not BY_ADDRESS.take(digest(post.email.lower())):
        found.append("address")
    if not BY_NETWORK.take(post.network or "unknown"):
        found.append("network")
    if len(_LINK.findall(post.message)) > MOST_LINKS:
        found.append("links")
    return found


def _doubts_of_form(token: str) -> list[str]:
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        signer.unsign(token)
    except signing.BadSignature:
        return ["no-form"]
    found = []
    if not _is_older(signer, token, LEAST_SECONDS):
        found.append("too-quick")
    if _is_older(signer, token, MOST_SECONDS):
        found.append("too-old")
    if not BY_FORM.take(digest(token)):
        found.append("form-reused")
    return found


def _is_older(signer: signing.TimestampSigner, token: str, seconds: int) -> bool:
    try:
        signer.unsign(token, max_age=seconds)
    except signing.SignatureExpired:
        return True
    return False

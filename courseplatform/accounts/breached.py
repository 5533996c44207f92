"""Passwords that are known to be in the open: looked up by five signs of a digest, never by themselves.

The list speaks the range protocol of Pwned Passwords: it is asked for all digests that begin with the
five signs, and the password is looked for among them here. Whoever keeps the list learns nothing that
says which one it was. While it does not answer, passwords are taken: nobody is locked out by it.
"""

from __future__ import annotations

import hashlib
import http.client
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courseplatform.people.models import User

log = logging.getLogger(__name__)
SECONDS = 2.0
PREFIX = 5
MOST_BYTES = 400_000


class BreachedPasswordValidator:
    """Refuses a password that stands in a list of leaked ones, where the installation names a list."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Look the password up.

        Raises:
            ValidationError: it has leaked somewhere, and is tried by whoever guesses.
        """
        if not settings.BREACHED_PASSWORDS_URL:
            return
        try:
            leaked = is_breached(password, settings.BREACHED_PASSWORDS_URL)
        except (OSError, http.client.HTTPException, ValueError) as error:
            log.warning("The list of leaked passwords did not answer: %s", type(error).__name__)
            return
        if leaked:
            raise ValidationError(
                _(
                    "This password has leaked from some other site, so guessers try it. "
                    "Choose another."
                ),
                code="breached",
            )

    def get_help_text(self) -> str:
        """Say nothing: that a password must be one's own is said by the other rules."""
        return ""


def is_breached(password: str, address: str) -> bool:
    """Tell whether a password is in the list at ``address``.

    Raises:
        OSError, http.client.HTTPException: the list cannot be reached in time.
        ValueError: it answered something else than a list.
    """
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    head, tail = digest[:PREFIX], digest[PREFIX:]
    lines = _ask(address, head).splitlines()
    found = {line.partition(":")[0]: line.partition(":")[2].strip() for line in lines}
    return found.get(tail, "0") != "0"  # padding of the list has the count 0


def _ask(address: str, head: str) -> str:
    parts = urlsplit(address)
    plain = parts.scheme == "http"
    kind = http.client.HTTPConnection if plain else http.client.HTTPSConnection
    connection = kind(parts.netloc, timeout=SECONDS)
    try:
        headers = {"Add-Padding": "true", "User-Agent": "course platform"}
        connection.request("GET", f"{parts.path}{head}", headers=headers)
        answer = connection.getresponse()
        if answer.status != http.client.OK:
            raise ValueError(f"The list answered {answer.status}.")
        return answer.read(MOST_BYTES).decode("ascii")
    finally:
        connection.close()

"""Addresses that letters come back from: noted by the server's own codes, lifted by people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from courseplatform.kit import clock
from courseplatform.kit.references import digest
from courseplatform.letters.line import Outcome
from courseplatform.letters.models import Letter, Suppression

SOFT_BOUNCES = 3
SOFT_WINDOW = timedelta(days=14)


def among(addresses: Iterable[str]) -> set[str]:
    """Return those of ``addresses`` nothing may be sent to; one query."""
    digests = {digest(address.lower()): address for address in addresses if address}
    found = Suppression.objects.filter(address_digest__in=digests)
    return {digests[d] for d in found.values_list("address_digest", flat=True)}


def note(letter: Letter, outcome: Outcome) -> None:
    """Suppress the letter's address when its failure says that the address is dead.

    One refusal that names a missing mailbox is enough; other refusals and letters given up after
    days count as soft, and three of those in two weeks are enough. What speaks of us (5.7.x) or of
    the letter's content suppresses nobody.
    """
    if outcome.hard_bounce:
        _suppress(letter, "hard-bounce", outcome)
    elif outcome.fault in {"address", "deferred"} and _soft_bounces(letter) >= SOFT_BOUNCES:
        _suppress(letter, "soft-bounces", outcome)


def _soft_bounces(letter: Letter) -> int:
    return Letter.objects.filter(
        address=letter.address,
        state="failed",
        fault__in=["address", "deferred"],
        created_at__gte=clock.now() - SOFT_WINDOW,
    ).count()


def _suppress(letter: Letter, reason: str, outcome: Outcome) -> None:
    Suppression.objects.get_or_create(
        address_digest=digest(letter.address.lower()),
        defaults={
            "address": letter.address,
            "reason": reason,
            "code": outcome.code,
            "words": outcome.words,
            "letter": letter,
            "since": clock.now(),
        },
    )


def of(address: str) -> Suppression | None:
    """Return the suppression of an address, if there is one."""
    return Suppression.objects.filter(address_digest=digest(address.lower())).first()


def lift(address: str) -> bool:
    """Send to this address again; tell whether it had been suppressed."""
    return bool(Suppression.objects.filter(address_digest=digest(address.lower())).delete()[0])

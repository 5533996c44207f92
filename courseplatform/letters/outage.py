"""The circuit: when the mail server is away nobody claims letters for a while, and staff is told."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import F

from courseplatform.kit import clock
from courseplatform.letters.models import Outage

log = logging.getLogger(__name__)
LINE = "smtp"
FIRST_REST = timedelta(seconds=15)
LONGEST_REST = timedelta(minutes=5)


def current() -> Outage | None:
    """Return the outage, if the mail server was away at the last try."""
    return Outage.objects.filter(line=LINE).first()


def resting() -> bool:
    """Tell whether nobody should try yet."""
    return Outage.objects.filter(line=LINE, rests_until__gt=clock.now()).exists()


def note(words: str) -> None:
    """Note that the server is away; each time in a row it is left alone for longer."""
    now = clock.now()
    known = current()
    times = known.times if known else 0
    rest = min(FIRST_REST * 2 ** min(times, 10), LONGEST_REST)
    Outage.objects.update_or_create(
        line=LINE,
        defaults={"rests_until": now + rest, "times": F("times") + 1, "words": words[:2000]},
        create_defaults={
            "since": now,
            "rests_until": now + rest,
            "times": 1,
            "words": words[:2000],
        },
    )
    log.warning("The mail server takes no letters (%s); the next try is in %s.", words, rest)


def over() -> None:
    """Note that the server takes letters again."""
    if Outage.objects.filter(line=LINE).delete()[0]:
        log.info("The mail server takes letters again.")

"""Beat's sign of life, which the readiness page reads."""

from __future__ import annotations

from datetime import datetime

from courseplatform.kit import clock
from courseplatform.reminders.models import Heartbeat

BEAT = "beat"


def beat() -> None:
    """Note that a periodic message arrived and was worked."""
    Heartbeat.objects.update_or_create(name=BEAT, defaults={"seen_at": clock.now()})


def last_beat() -> datetime | None:
    """Return when a periodic message was last worked, or None if never."""
    return Heartbeat.objects.filter(name=BEAT).values_list("seen_at", flat=True).first()

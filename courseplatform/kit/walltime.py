"""Wall time beside a zone: what people agreed on, and the instant that follows from it.

A webinar "at 18:00 in Rome" stays at 18:00 in Rome when a country changes its rules; the instant in
UTC is derived and can be recomputed. The first of two equal hours is taken in autumn; an hour that
does not exist in spring is refused with a sentence.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from courseplatform.kit.refusals import Refusal


@cache
def zone_names() -> frozenset[str]:
    """Return the zone names of the pinned zone data."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Tell whether ``name`` is a known zone; case matters, paths and blanks are unknown."""
    return name in zone_names()


def exists(local: datetime, zone: str) -> bool:
    """Tell whether the naive wall time ``local`` happens in ``zone`` at all."""
    aware = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    back = aware.astimezone(UTC).astimezone(ZoneInfo(zone))
    return back.replace(tzinfo=None) == local


def to_instant(local: datetime, zone: str) -> datetime:
    """Return the instant (UTC) of a naive wall time; the first one where it happens twice.

    Raises:
        Refusal: the wall time does not exist in that zone on that day.
    """
    if local.tzinfo is not None:
        raise ValueError("Wall time is naive; the zone stands beside it.")
    if not exists(local, zone):
        raise Refusal(
            f"{local:%H:%M} does not exist on {local:%-d %B %Y} in {zone}: the clocks go forward "
            "then. Choose a time an hour earlier or later.",
            code="missing-hour",
        )
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def to_local(instant: datetime, zone: str) -> datetime:
    """Return the naive wall time that ``zone`` shows at ``instant``."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def shift_days(local: datetime, days: int) -> datetime:
    """Move a wall time by whole days; the hour on the wall stays."""
    return local + timedelta(days=days)


def day_before(instant: datetime, zone: str, hour: int = 18) -> datetime:
    """Return the instant of ``hour`` o'clock on the day before ``instant``, as ``zone`` counts days.

    A missing hour gives the shifted instant: a reminder must have some time.
    """
    eve = to_local(instant, zone).date() - timedelta(days=1)
    wall = datetime.combine(eve, time(hour))
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def to_instant_near(local: datetime, zone: str) -> datetime:
    """Return the instant of a wall time that a rule computed, such as the midnight ending a day.

    Nobody typed it, so there is nobody to refuse: a missing hour gives the moment the clocks went
    forward by (00:30 becomes what 01:30 is).
    """
    if local.tzinfo is not None:
        raise ValueError("Wall time is naive; the zone stands beside it.")
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)

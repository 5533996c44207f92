"""PURE: VTIMEZONE with one observance for each transition, which every calendar reads alike.

Lists of RDATE values and yearly rules are read wrongly by common clients (an hour late in summer), so
each change of the clock in the window stands as an observance of its own, whose DTSTART is its UTC
instant plus TZOFFSETFROM (RFC 5545, 3.6.5).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vUTCOffset

WEEK = timedelta(days=7)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def transitions(zone: str, first_year: int, last_year: int) -> list[datetime]:
    """Return the instants (UTC, whole seconds) at which the clocks of ``zone`` change.

    The window runs from the start of ``first_year`` to the end of ``last_year``.
    """
    tz = ZoneInfo(zone)
    found = []
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while at < end:
        if _offset(at, tz) != _offset(at + WEEK, tz):
            found.append(_bisect(tz, at, at + WEEK))
        at += WEEK
    return found


def _bisect(tz: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the first second at which the offset differs from the one at ``low``."""
    before = _offset(low, tz)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if _offset(middle, tz) == before:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=256)
def vtimezone(zone: str, first_year: int, last_year: int) -> Timezone:
    """Return the VTIMEZONE component of ``zone`` for a window of years."""
    tz = ZoneInfo(zone)
    component = Timezone()
    component.add("tzid", zone)
    opening = datetime(first_year, 1, 1, tzinfo=tz).astimezone(UTC)
    component.add_component(_observance(tz, opening, _offset(opening, tz)))
    for instant in transitions(zone, first_year, last_year):
        component.add_component(
            _observance(tz, instant, _offset(instant - timedelta(seconds=1), tz))
        )
    return component


def _observance(
    tz: ZoneInfo, instant: datetime, from_: timedelta
) -> TimezoneStandard | TimezoneDaylight:
    local = instant.astimezone(tz)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    part.add("dtstart", (instant + from_).replace(tzinfo=None))
    part.add("tzoffsetfrom", vUTCOffset(from_))
    part.add("tzoffsetto", vUTCOffset(local.utcoffset() or timedelta()))
    part.add("tzname", local.tzname() or "")
    return part

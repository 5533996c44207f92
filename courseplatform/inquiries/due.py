"""PURE: by when a question is to be answered."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

WORKING_DAYS = 2
CLOSE_OF_DAY = time(18)
SATURDAY = 5


def due_after(received_at: datetime, zone: str, days: int = WORKING_DAYS) -> datetime:
    """Return the close (18:00) of the second working day after the day of receipt, in ``zone``.

    Saturdays and Sundays do not count: what comes on Friday, Saturday or Sunday is due on Tuesday.
    """
    day = received_at.astimezone(ZoneInfo(zone)).date()
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    wall = datetime.combine(day, CLOSE_OF_DAY)
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)

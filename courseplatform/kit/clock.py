"""Business time: one clock for every rule, so that the demo and tests can live through the past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)


def now() -> datetime:
    """Return the current instant as an aware datetime in UTC."""
    return _pinned.get() or datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """Return the calendar date that ``zone`` has now."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def at(instant: datetime) -> Iterator[datetime]:
    """Pin the clock of this thread to ``instant`` (aware) for the length of the block."""
    if instant.tzinfo is None:
        raise ValueError("The clock takes aware datetimes only.")
    token = _pinned.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _pinned.reset(token)

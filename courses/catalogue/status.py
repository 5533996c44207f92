"""PURE: what a session is at an instant, from its dates, its seats and what staff decided."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Status(StrEnum):
    """What a session is now."""

    DRAFT = "draft"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    RUNNING = "running"
    PAST = "past"
    CANCELLED = "cancelled"


class Dated(Protocol):
    """The columns of a session that its status follows from."""

    state: str
    starts_at: datetime
    ends_at: datetime
    booking_closes_at: datetime | None
    capacity: int
    taken: int


def status(session: Dated, now: datetime) -> Status:
    """Return what ``session`` is at ``now``.

    Booking closes at ``booking_closes_at``, else at the start; from the start on the session runs,
    and it is past at its very end. A full session that can no longer be booked is closed, not full.
    """
    if session.state in {"draft", "cancelled"}:
        return Status(session.state)
    if now >= session.ends_at:
        return Status.PAST
    if now >= session.starts_at:
        return Status.RUNNING
    if now >= closes_at(session):
        return Status.CLOSED
    return Status.FULL if session.taken >= session.capacity else Status.OPEN


def closes_at(session: Dated) -> datetime:
    """Return when booking ends: the set instant, never later than the start."""
    if session.booking_closes_at is None:
        return session.starts_at
    return min(session.booking_closes_at, session.starts_at)


def is_bookable(session: Dated, now: datetime) -> bool:
    """Tell whether places can change hands at ``now``: open, or full with a waiting list."""
    return status(session, now) in {Status.OPEN, Status.FULL}

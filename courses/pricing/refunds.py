"""PURE: a cancellation policy in steps, turned into real deadlines and sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from courseplatform.kit.money import percent
from courseplatform.kit.walltime import to_instant_near

ALL = 10_000  # basis points


@dataclass(frozen=True)
class RefundStep:
    """Through the day that lies ``days_before`` the start, this share comes back (basis points)."""

    days_before: int
    share_bp: int


@dataclass(frozen=True)
class DatedStep:
    """A step with its real end and sum.

    Attributes:
        until_local: midnight that ends the last day, wall time in the session's zone.
        until_at: the same instant in UTC; a cancellation before it gets the share.
        share_bp: basis points of what was paid.
        refund_minor: the sum.
    """

    until_local: datetime
    until_at: datetime
    share_bp: int
    refund_minor: int


class PolicyError(ValueError):
    """Steps that make no policy."""


def check(steps: Iterable[RefundStep]) -> tuple[RefundStep, ...]:
    """Return the steps, most days first.

    Raises:
        PolicyError: a share is not between 1 and 100 %, days are negative or twice the same, or a
            later step gives more back than an earlier one.
    """
    ordered = tuple(sorted(steps, key=lambda step: -step.days_before))
    for step in ordered:
        if not 0 < step.share_bp <= ALL:
            raise PolicyError("A step gives back between 1 and 100 %.")
        if not 0 <= step.days_before <= 365:
            raise PolicyError("A step lies between 0 and 365 days before the start.")
    for earlier, later in pairwise(ordered):
        if earlier.days_before == later.days_before:
            raise PolicyError("Two steps end on the same day.")
        if later.share_bp >= earlier.share_bp:
            raise PolicyError("A later step gives back less than the one before it.")
    return ordered


def dated(
    steps: Sequence[RefundStep], starts_local: datetime, zone: str, paid_minor: int
) -> tuple[DatedStep, ...]:
    """Return the steps with their deadlines in ``zone`` and their sums for ``paid_minor``.

    A step never ends after the start: on the day itself it ends when the session begins.
    """
    found = []
    for step in steps:
        ends = _last_moment(step.days_before, starts_local)
        found.append(
            DatedStep(
                until_local=ends,
                until_at=to_instant_near(ends, zone),
                share_bp=step.share_bp,
                refund_minor=percent(paid_minor, step.share_bp),
            )
        )
    return tuple(found)


def last_instant(days_before: int | None, starts_local: datetime, zone: str) -> datetime | None:
    """Return the end of the day that lies so many days before the start; None without days."""
    if days_before is None:
        return None
    return to_instant_near(_last_moment(days_before, starts_local), zone)


def _last_moment(days_before: int, starts_local: datetime) -> datetime:
    day = (starts_local - timedelta(days=days_before)).date()
    return min(datetime.combine(day + timedelta(days=1), time()), starts_local)


def step_at(steps: Sequence[DatedStep], now: datetime) -> DatedStep | None:
    """Return the step that holds at ``now``, or None when nothing comes back any more."""
    return next((step for step in steps if now < step.until_at), None)

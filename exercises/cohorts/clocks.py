"""The clock of one attempt: how long it runs, when it is over, and what still counts then. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

GRACE = timedelta(seconds=30)  # for a save that was on its way when the time was over
SENT_LATER = timedelta(hours=48)  # how long what a lost line held back is still taken


def minutes_for(minutes: int, percent: int = 100, extra: int = 0) -> int:
    """Return the minutes one person has: the rule's, times their factor, plus their extra minutes.

    A part of a minute counts as a whole one.
    """
    return -(-minutes * percent // 100) + extra


def time_up_at(started_at: datetime, minutes: int) -> datetime:
    """Return when the time is over: on the full minute, so that the clock on the wall says it."""
    end = started_at + timedelta(minutes=minutes)
    whole = end.replace(second=0, microsecond=0)
    return whole if whole == end else whole + timedelta(minutes=1)


def ends_at(time_up: datetime | None, closes_at: datetime | None) -> datetime | None:
    """Return when an attempt ends: its time is over, or the exercise closes before that.

    None for an attempt without a clock, which nobody hands in but its owner.
    """
    if time_up is None or closes_at is None:
        return time_up
    return min(time_up, closes_at)


def is_over(end: datetime | None, now: datetime) -> bool:
    """Tell whether the clock hands the attempt in: its end and the grace have passed."""
    return end is not None and now >= end + GRACE


def counts_as(end: datetime | None, now: datetime) -> datetime:
    """Return the instant at which something handed in ``now`` counts: never after the end."""
    return now if end is None else min(now, end)

"""How late a hand-in is, and what that costs. Pure; whole numbers only."""

from __future__ import annotations

from datetime import datetime, timedelta

from exercises.cohorts.rules import LateRule, Rules

A_DAY = timedelta(days=1)


def days_late(due_at: datetime | None, handed_in_at: datetime) -> int:
    """Return how many days after the due date were begun; 0 is on time.

    A day is 24 hours from the due date, whatever clocks do in between. The due instant itself
    begins the first day, as it begins the phase *late*.
    """
    if due_at is None or handed_in_at < due_at:
        return 0
    return (handed_in_at - due_at) // A_DAY + 1


def percent_off(rules: Rules, days: int) -> int:
    """Return how many per cent of the points reached are off for ``days`` days begun."""
    if rules.late is not LateRule.LESS:
        return 0
    return min(rules.late_percent * days, rules.late_most)


def kept(points_c: int, percent: int) -> int:
    """Return what is left of ``points_c`` hundredths with ``percent`` off, rounded half up.

    24 points with 10 per cent off are 21.6: ``kept(2400, 10) == 2160``.
    """
    return (2 * points_c * (100 - percent) + 100) // 200

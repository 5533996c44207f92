"""How late is late, and what it costs: in whole days begun and whole hundredths."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.cohorts.lateness import days_late, kept, percent_off
from exercises.cohorts.rules import LateRule, Rules

DUE = datetime(2024, 12, 22, 19, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)
LESS = Rules(late=LateRule.LESS, late_percent=10, late_most=25)


@pytest.mark.parametrize(
    ("after", "days"),
    [
        (-INSTANT, 0),
        (timedelta(0), 1),
        (INSTANT, 1),
        (DAY - INSTANT, 1),
        (DAY, 2),
        (2 * DAY, 3),
    ],
)
def test_each_day_begun_after_the_due_date_counts(after: timedelta, days: int) -> None:
    assert days_late(DUE, DUE + after) == days


def test_without_a_due_date_nothing_is_late() -> None:
    assert days_late(None, DUE) == 0


@pytest.mark.parametrize(("days", "percent"), [(0, 0), (1, 10), (2, 20), (3, 25), (99, 25)])
def test_each_day_costs_until_the_most_is_reached(days: int, percent: int) -> None:
    assert percent_off(LESS, days) == percent


@pytest.mark.parametrize("late", [LateRule.FREE, LateRule.REFUSED])
def test_no_other_rule_costs_anything(late: LateRule) -> None:
    assert percent_off(Rules(late=late, late_percent=10, late_most=50), 3) == 0


@pytest.mark.parametrize(
    ("points_c", "percent", "left"),
    [
        (2400, 10, 2160),  # 24 of 30, less 10 per cent for one day late: 21.6
        (2400, 0, 2400),
        (2400, 100, 0),
        (1, 50, 1),  # half a hundredth rounds up
        (3, 50, 2),
        (333, 10, 300),  # 299.7
        (335, 10, 302),  # 301.5
    ],
)
def test_what_is_left_is_rounded_half_up(points_c: int, percent: int, left: int) -> None:
    assert kept(points_c, percent) == left


@given(st.integers(0, 10**7), st.integers(0, 100))
def test_what_is_left_is_the_nearest_whole_hundredth(points_c: int, percent: int) -> None:
    exact = Fraction(points_c * (100 - percent), 100)
    assert -Fraction(1, 2) < kept(points_c, percent) - exact <= Fraction(1, 2)

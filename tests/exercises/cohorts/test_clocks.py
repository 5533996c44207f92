"""The clock of an attempt: how long, until when, and what counts after that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.cohorts.clocks import GRACE, counts_as, ends_at, is_over, minutes_for, time_up_at

START = datetime(2024, 12, 21, 14, 3, tzinfo=UTC)
END = START + timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("percent", "extra", "minutes"), [(100, 0, 45), (125, 0, 57), (150, 10, 78), (100, 5, 50)]
)
def test_a_factor_rounds_up_and_extra_minutes_come_on_top(
    percent: int, extra: int, minutes: int
) -> None:
    assert minutes_for(45, percent, extra) == minutes


def test_the_end_is_on_the_full_minute_never_before_the_time_is_over() -> None:
    assert time_up_at(START, 60) == END
    assert time_up_at(START + INSTANT, 60) == END + timedelta(minutes=1)
    assert time_up_at(START + timedelta(seconds=59), 60) == END + timedelta(minutes=1)


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year < 9000), st.integers(1, 1440))
def test_nobody_gets_less_than_their_minutes_or_a_minute_more(at: datetime, minutes: int) -> None:
    given_time = time_up_at(at, minutes) - at
    assert timedelta(minutes=minutes) <= given_time < timedelta(minutes=minutes + 1)


def test_an_exercise_that_closes_first_ends_the_attempt() -> None:
    early = END - timedelta(minutes=20)
    assert ends_at(END, early) == early
    assert ends_at(END, END + timedelta(days=1)) == END
    assert ends_at(END, None) == END
    assert ends_at(None, early) is None


def test_it_is_over_when_the_grace_is_over() -> None:
    assert not is_over(END, END)
    assert not is_over(END, END + GRACE - INSTANT)
    assert is_over(END, END + GRACE)
    assert not is_over(None, END)


def test_what_comes_after_the_end_counts_as_of_the_end() -> None:
    assert counts_as(END, END - INSTANT) == END - INSTANT
    assert counts_as(END, END + timedelta(hours=3)) == END
    assert counts_as(None, END) == END

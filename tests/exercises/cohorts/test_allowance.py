"""What can be done next with an exercise: begin, go on, try again, wait, or nothing more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exercises.cohorts.allowance import Allowance, Turn, allowance
from exercises.cohorts.dates import Window
from exercises.cohorts.rules import Rules

OPENS = datetime(2024, 12, 14, 9, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=7)
WINDOW = Window(OPENS, CLOSES - timedelta(days=1), CLOSES)
NOON = OPENS + timedelta(days=2)
HOUR = timedelta(hours=1)
THREE = Rules(attempts=3, gap_minutes=60)


def now_may(rules: Rules = THREE, at: datetime = NOON, extra: int = 0, **facts: Any) -> Allowance:
    given = {"made": 0, "is_open": False, "last_at": None, **facts}
    return allowance(rules, extra, WINDOW, at, **given)


def test_before_it_opens_nothing_can_be_begun() -> None:
    assert now_may(at=OPENS - HOUR).turn is Turn.BEFORE


def test_the_first_attempt_can_be_begun_once_it_is_open() -> None:
    found = now_may()
    assert (found.turn, found.made, found.of) == (Turn.FIRST, 0, 3)
    assert found.may_begin


def test_an_open_attempt_comes_before_the_next() -> None:
    found = now_may(made=2, is_open=True)
    assert (found.turn, found.may_begin, found.settled) == (Turn.UNDER_WAY, False, False)


def test_the_next_attempt_waits_for_the_gap() -> None:
    found = now_may(made=1, last_at=NOON - HOUR / 2)
    assert (found.turn, found.next_at) == (Turn.WAIT, NOON + HOUR / 2)
    assert not found.may_begin
    assert now_may(made=1, last_at=NOON - HOUR).turn is Turn.NEXT


def test_a_gap_that_reaches_past_the_end_leaves_no_attempt() -> None:
    late = CLOSES - HOUR / 2
    found = now_may(at=late, made=1, last_at=late)
    assert (found.turn, found.settled) == (Turn.CLOSED, True)


def test_without_an_end_the_next_attempt_only_waits() -> None:
    endless = Window(OPENS)
    found = allowance(THREE, 0, endless, NOON, made=1, is_open=False, last_at=NOON)
    assert found.turn is Turn.WAIT


def test_every_attempt_used_is_used_up_unless_one_was_given() -> None:
    used = {"made": 3, "last_at": NOON - 2 * HOUR}
    assert now_may(**used).turn is Turn.USED_UP
    found = now_may(extra=1, **used)
    assert (found.turn, found.of) == (Turn.NEXT, 4)


def test_more_attempts_than_there_may_be_are_never_shown_as_a_fault() -> None:
    assert now_may(Rules(), made=2, last_at=NOON).of == 2


@pytest.mark.parametrize("is_open", [True, False])
def test_after_the_end_nothing_more_can_be_handed_in(is_open: bool) -> None:
    found = now_may(at=CLOSES, made=1, is_open=is_open, last_at=None if is_open else NOON)
    assert (found.turn, found.settled) == (Turn.CLOSED, True)

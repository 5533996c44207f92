"""What of an attempt its student may see, and from when on the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from exercises.cohorts.dates import Window
from exercises.cohorts.rules import Rules, ScoresFrom
from exercises.cohorts.showing import Showing, Waits, showing

OPENS = datetime(2024, 12, 14, 9, tzinfo=UTC)
DUE = OPENS + timedelta(days=5)
CLOSES = DUE + timedelta(days=2)
WINDOW = Window(OPENS, DUE, CLOSES)
INSTANT = timedelta(microseconds=1)


def shown(rules: Rules, at: datetime, window: Window = WINDOW, **facts: Any) -> Showing:
    given = {"settled": True, "scores_released": False, "answers_released": False, **facts}
    return showing(rules, window, at, **given)


def test_by_the_plain_rules_points_and_remarks_are_shown_at_once() -> None:
    assert shown(Rules(), OPENS) == Showing(True, True, True, False)


@pytest.mark.parametrize(
    ("scores", "waits", "until"),
    [(ScoresFrom.DUE, Waits.DUE, DUE), (ScoresFrom.CLOSE, Waits.CLOSE, CLOSES)],
)
def test_points_wait_for_a_date_and_then_are_shown(
    scores: ScoresFrom, waits: Waits, until: datetime
) -> None:
    rules = Rules(scores=scores)
    before = shown(rules, until - INSTANT)
    assert (before.points, before.remarks) == (False, False)
    assert (before.waits, before.points_at) == (waits, until)
    after = shown(rules, until)
    assert (after.points, after.remarks, after.waits) == (True, True, Waits.NOTHING)


def test_marks_wait_for_their_release_alone() -> None:
    assert shown(Rules(scores=ScoresFrom.CLOSE), OPENS).marks
    assert shown(Rules(scores=ScoresFrom.BY_HAND), OPENS).marks


@pytest.mark.parametrize("scores", [ScoresFrom.DUE, ScoresFrom.CLOSE])
def test_a_date_that_is_missing_holds_nothing_back(scores: ScoresFrom) -> None:
    assert shown(Rules(scores=scores), OPENS, Window(OPENS)).points


def test_what_waits_for_a_hand_waits_for_ever_without_it() -> None:
    rules = Rules(scores=ScoresFrom.BY_HAND)
    found = shown(rules, CLOSES + timedelta(days=999))
    assert (found.points, found.waits, found.points_at) == (False, Waits.HAND, None)


@pytest.mark.parametrize("scores", list(ScoresFrom))
def test_an_instructor_may_show_scores_before_their_time(scores: ScoresFrom) -> None:
    assert shown(Rules(scores=scores), OPENS, scores_released=True).points


def test_remarks_can_stay_back_while_points_are_shown() -> None:
    found = shown(Rules(remarks=False), OPENS)
    assert (found.points, found.remarks) == (True, False)


def test_feedback_between_attempts_is_held_back_while_one_is_left() -> None:
    rules = Rules(attempts=2, feedback_between=False)
    found = shown(rules, OPENS, settled=False, scores_released=True)
    assert found == Showing(False, False, False, False, Waits.ATTEMPTS)
    assert shown(rules, OPENS, settled=True).points


def test_model_answers_are_shown_by_hand_and_to_nobody_who_may_still_work() -> None:
    assert not shown(Rules(), CLOSES).answers
    assert shown(Rules(), CLOSES, answers_released=True).answers
    assert not shown(Rules(), CLOSES - INSTANT, answers_released=True).answers
    assert not shown(Rules(), CLOSES, answers_released=True, settled=False).answers

"""Working rules: their bounds, what has no effect, and what needs a date."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.cohorts.rules import AttemptRule, Fault, LateRule, Rules, ScoresFrom, faults

LESS = Rules(late=LateRule.LESS, late_percent=10, late_most=50)


def found(rules: Rules, *, due: bool = True, close: bool = True) -> list[Fault]:
    return list(faults(rules, has_due=due, has_close=close))


def test_the_plain_rules_fit_any_dates() -> None:
    assert [found(Rules(), due=due, close=close) for due in (0, 1) for close in (0, 1)] == [[]] * 4


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        (Rules(attempts=0), Fault.ATTEMPTS),
        (Rules(attempts=21), Fault.ATTEMPTS),
        (Rules(gap_minutes=-1), Fault.GAP),
        (Rules(gap_minutes=14 * 24 * 60 + 1), Fault.GAP),
        (Rules(minutes=-1), Fault.MINUTES),
        (Rules(minutes=24 * 60 + 1), Fault.MINUTES),
        (replace(LESS, late_percent=0), Fault.PERCENT),
        (replace(LESS, late_percent=60), Fault.PERCENT),
        (replace(LESS, late_most=101), Fault.PERCENT),
    ],
)
def test_what_is_out_of_bounds_is_named(rules: Rules, fault: Fault) -> None:
    assert found(rules) == [fault]


@pytest.mark.parametrize(
    "rules",
    [
        Rules(attempts=20, gap_minutes=14 * 24 * 60, minutes=24 * 60),
        replace(LESS, late_percent=100, late_most=100),
        replace(LESS, late_percent=1, late_most=1),
    ],
)
def test_the_bounds_themselves_fit(rules: Rules) -> None:
    assert found(rules) == []


@pytest.mark.parametrize(
    ("rules", "due", "close", "fault"),
    [
        (LESS, False, True, Fault.LATE_WITHOUT_DUE),
        (Rules(late=LateRule.REFUSED), False, True, Fault.LATE_WITHOUT_DUE),
        (Rules(scores=ScoresFrom.DUE), False, True, Fault.SCORES_WITHOUT_DUE),
        (Rules(scores=ScoresFrom.CLOSE), True, False, Fault.SCORES_WITHOUT_CLOSE),
        (
            Rules(attempts=2, feedback_between=False),
            True,
            False,
            Fault.BETWEEN_WITHOUT_CLOSE,
        ),
    ],
)
def test_a_rule_about_a_date_needs_the_date(
    rules: Rules, due: bool, close: bool, fault: Fault
) -> None:
    assert found(rules, due=due, close=close) == [fault]
    assert found(rules) == []


def test_where_no_late_work_is_taken_the_due_date_is_the_end() -> None:
    assert found(Rules(late=LateRule.REFUSED, scores=ScoresFrom.CLOSE), close=False) == []


def test_holding_feedback_back_means_nothing_with_one_attempt() -> None:
    assert found(Rules(feedback_between=False), close=False) == []


def test_rules_that_mean_the_same_are_the_same_once_tidy() -> None:
    one = Rules(
        counts=AttemptRule.MEAN,
        gap_minutes=30,
        feedback_between=False,
        copy_offered=True,
        late_percent=5,
        late_most=7,
        late_answers=True,
    )
    assert one.tidy() == Rules()


def test_what_has_an_effect_stays() -> None:
    many = Rules(
        attempts=3,
        counts=AttemptRule.MEAN,
        gap_minutes=30,
        feedback_between=False,
        copy_offered=True,
        minutes=40,
        late=LateRule.LESS,
        late_percent=5,
        late_most=7,
        late_answers=True,
    )
    assert many.tidy() == many
    assert (many.repeated, many.timed) == (True, True)
    assert (Rules().repeated, Rules().timed) == (False, False)


@given(
    st.builds(
        Rules,
        attempts=st.integers(1, 3),
        gap_minutes=st.integers(0, 90),
        minutes=st.integers(0, 1),
        late=st.sampled_from(LateRule),
        late_percent=st.integers(1, 20),
        late_most=st.integers(20, 100),
        scores=st.sampled_from(ScoresFrom),
    )
)
def test_tidying_twice_changes_nothing_and_breaks_nothing(rules: Rules) -> None:
    tidy = rules.tidy()
    assert tidy.tidy() == tidy
    assert set(found(tidy)) <= set(found(rules))

"""Track records: scores by their form, calibration from a stated number on."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.calibration.reckoning import (
    Judged,
    Track,
    mean_vector,
    means_of,
    middle_of,
    track_of,
)
from exercises.kinds.forecast.score import Form, measured
from exercises.kinds.forecast.types import NO, YES, Outcome, Question
from exercises.tradecraft.disclosure import Audience, Hidden, Why
from exercises.tradecraft.murphy import Murphy
from exercises.tradecraft.undefined import Reason, Undefined

TERMS = {"settled_by": "a log", "deadline": "–", "void": "never"}
BINARY = Question("Q", "Will it?", **TERMS)
FOUR = tuple(Outcome(id_, id_) for id_ in "abcd")
ORDERED = Question("Q", "How many?", outcomes=FOUR, ordered=True, **TERMS)
UNORDERED = Question("Q", "Which?", outcomes=FOUR, **TERMS)
PUBLISHED = (0.15, 0.45, 0.25, 0.15)


def said(chance: float, outcome: str = YES) -> Judged:
    return Judged(BINARY, (chance,), outcome)


def test_each_form_has_its_published_value_and_none_is_off_by_two() -> None:
    # The worked examples of the ordered cut method: 0.81 over all options, 0.27 by cuts; and
    # 0.09 for half Brier at 70 %.
    assert measured(UNORDERED, PUBLISHED, "c").value == pytest.approx(0.81)
    assert measured(ORDERED, PUBLISHED, "c").value == pytest.approx(0.27)
    assert measured(BINARY, (0.7,), YES).value == pytest.approx(0.09)
    assert [
        measured(question, vector, outcome).worst
        for question, vector, outcome in (
            (BINARY, (0.7,), NO),
            (ORDERED, PUBLISHED, "a"),
            (UNORDERED, PUBLISHED, "a"),
        )
    ] == [1, 2, 2]


def test_forms_are_never_mixed() -> None:
    found = means_of(
        [
            said(0.7),
            said(0.9, NO),
            Judged(ORDERED, PUBLISHED, "c"),
            Judged(UNORDERED, PUBLISHED, "c"),
        ]
    )
    assert [(each.form, each.n, each.worst) for each in found] == [
        (Form.HALF, 2, 1),
        (Form.ORDERED, 1, 2),
        (Form.FULL, 1, 2),
    ]
    assert found[0].mean == pytest.approx((0.09 + 0.81) / 2)


def test_nothing_resolved_is_no_record_and_no_zero() -> None:
    track = track_of([])
    assert (track.n, track.forms, track.log) == (0, (), Undefined(Reason.NO_DATA))
    assert track.bins == Undefined(Reason.TOO_FEW, have=0, needed=10)
    assert track.murphy == Undefined(Reason.TOO_FEW, have=0, needed=10)


def test_calibration_is_shown_from_ten_yes_or_no_questions_on() -> None:
    nine = [said(0.7)] * 9
    track = track_of([*nine, Judged(ORDERED, PUBLISHED, "c")])
    assert (track.n, track.yes_or_no) == (10, 9)
    assert isinstance(track.bins, Undefined)
    assert isinstance(track.murphy, Undefined)
    shown = track_of([*nine, said(0.2, NO)])
    assert not isinstance(shown.bins, Undefined)
    assert [(each.low, each.count, each.happened) for each in shown.bins] == [
        (0.2, 1, 0),
        (0.7, 9, 9),
    ]
    assert isinstance(shown.murphy, Murphy)
    assert not shown.steady
    assert track_of([said(0.7)] * 30).steady


def test_the_log_score_is_clipped_and_says_so() -> None:
    track = track_of([said(0.7), said(1.0, NO)])
    assert track.log == pytest.approx((math.log(0.7) + math.log(0.01)) / 2)
    assert track.clipped == 1
    several = track_of([Judged(UNORDERED, PUBLISHED, "b")])
    assert several.log == pytest.approx(math.log(0.45))


@given(st.lists(st.tuples(st.integers(1, 99), st.booleans()), min_size=10, max_size=60))
def test_the_parts_of_the_score_add_up_to_it(pairs: list[tuple[int, bool]]) -> None:
    track = track_of([said(chance / 100, YES if true else NO) for chance, true in pairs])
    assert isinstance(track.murphy, Murphy)
    found = track.murphy
    total = found.reliability - found.resolution + found.uncertainty
    assert track.forms[0].mean == pytest.approx(
        total + found.within_variance - found.within_covariance, abs=1e-9
    )


def test_the_middle_of_a_class_is_told_from_five_on() -> None:
    chances = [(0.1,), (0.2,), (0.3,), (0.4,)]
    assert middle_of(BINARY, chances, Audience.STUDENT) == Hidden(Why.TOO_FEW, 5)
    assert middle_of(BINARY, [*chances, (0.99,)], Audience.STUDENT) == (0.3,)
    assert middle_of(BINARY, [(0.3,)] * 6, Audience.STUDENT) == Hidden(Why.ALIKE)
    assert middle_of(BINARY, [(0.3,)], Audience.INSTRUCTOR) == (0.3,)


def test_the_middle_of_several_outcomes_still_adds_up_to_one() -> None:
    vectors = [PUBLISHED] * 4
    assert middle_of(ORDERED, vectors, Audience.STUDENT) == Hidden(Why.TOO_FEW, 5)
    assert middle_of(ORDERED, [PUBLISHED] * 5, Audience.STUDENT) == Hidden(Why.ALIKE)
    mixed = [*vectors, (0.65, 0.05, 0.05, 0.25)]
    found = middle_of(ORDERED, mixed, Audience.STUDENT)
    assert found == pytest.approx((0.25, 0.37, 0.21, 0.17))
    assert middle_of(ORDERED, [], Audience.INSTRUCTOR) == Hidden(Why.TOO_FEW, 1)
    measured(ORDERED, found, "a")  # type: ignore[arg-type]  # a vector that can be scored


def test_the_experts_mean() -> None:
    assert mean_vector([]) is None
    assert mean_vector([[30], [50]]) == (0.4,)
    assert mean_vector([[70, 15, 10, 5], [50, 25, 15, 10]]) == pytest.approx(
        (0.6, 0.2, 0.125, 0.075)
    )


def test_a_record_knows_what_rests_on_what() -> None:
    track = track_of([said(0.7)])
    assert isinstance(track, Track)
    assert track.forms[0].name == "Half Brier score"

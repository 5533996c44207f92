"""The Admiralty axes: accepted sets, distances, and F and 6 outside the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.admiralty import (
    CREDIBILITY_LABELS,
    RELIABILITY_LABELS,
    VERDICT_LABELS,
    AxisScore,
    Credibility,
    DiagonalCheck,
    Rating,
    RatingKey,
    Reliability,
    Verdict,
    check_diagonal,
    rank,
    score_axis,
    score_rating,
)
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

A, B, C, D, E, F = Reliability
ONE, TWO, THREE, FOUR, FIVE, SIX = Credibility
GRADES = [A, B, C, D, E]


def test_grades_are_in_order_and_not_judged_has_no_place() -> None:
    assert [rank(grade) for grade in Reliability] == [0, 1, 2, 3, 4, None]
    assert [rank(grade) for grade in Credibility] == [0, 1, 2, 3, 4, None]


def test_every_code_is_its_letter_or_digit_and_has_its_words() -> None:
    assert "".join(Reliability) == "ABCDEF"
    assert "".join(Credibility) == "123456"
    assert list(RELIABILITY_LABELS) == list(Reliability)
    assert list(CREDIBILITY_LABELS) == list(Credibility)
    assert list(VERDICT_LABELS) == list(Verdict)


@pytest.mark.parametrize(
    ("given_grade", "accepted", "expected"),
    [
        (D, {D, E, F}, AxisScore(1.0, Verdict.ACCEPTED, 0)),
        (F, {D, E, F}, AxisScore(1.0, Verdict.ACCEPTED, None)),
        (C, {D, E, F}, AxisScore(0.75, Verdict.OFF, 1)),
        (B, {D, E, F}, AxisScore(0.5, Verdict.OFF, 2)),
        (A, {D, E, F}, AxisScore(0.25, Verdict.OFF, 3)),
        (A, {E}, AxisScore(0.0, Verdict.OFF, 4)),
        (E, {A}, AxisScore(0.0, Verdict.OFF, 4)),
        (C, {A, D}, AxisScore(0.75, Verdict.OFF, 1)),
        (F, {B, C}, AxisScore(0.5, Verdict.NOT_JUDGED_THOUGH_POSSIBLE, None)),
        (A, {F}, AxisScore(0.5, Verdict.GRADED_WITHOUT_BASIS, None)),
        (E, {F}, AxisScore(0.5, Verdict.GRADED_WITHOUT_BASIS, None)),
    ],
)
def test_an_axis_scores_by_distance_to_the_nearest_accepted_grade(
    given_grade: Reliability, accepted: set[Reliability], expected: AxisScore
) -> None:
    assert score_axis(given_grade, accepted) == expected


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^Name at least one accepted grade\.$"):
        score_axis(A, set())
    with pytest.raises(InvalidInput, match=r"^Name at least one accepted grade\.$"):
        RatingKey(frozenset(), frozenset({ONE}))
    with pytest.raises(InvalidInput, match=r"^Name at least one accepted grade\.$"):
        RatingKey(frozenset({A}), frozenset())


@given(st.sampled_from(Reliability), st.sets(st.sampled_from(Reliability), min_size=1))
def test_credit_lies_in_bounds_and_is_full_inside_the_set_only(
    grade: Reliability, accepted: set[Reliability]
) -> None:
    credit = score_axis(grade, accepted).credit
    assert 0 <= credit <= 1
    assert (credit == 1) == (grade in accepted)


@given(st.sets(st.sampled_from(GRADES), min_size=1))
def test_not_judged_is_never_worse_than_the_worst_grade_can_be(accepted: set[Reliability]) -> None:
    assert score_axis(F, accepted).credit == 0.5


def test_both_axes_are_scored_apart_and_averaged() -> None:
    key = RatingKey(frozenset({D, E, F}), frozenset({THREE, FOUR, SIX}))
    score = score_rating(Rating(C, ONE), key)
    assert score.reliability == AxisScore(0.75, Verdict.OFF, 1)
    assert score.credibility == AxisScore(0.5, Verdict.OFF, 2)
    assert score.credit == 0.625


def test_what_is_no_source_report_has_no_grade() -> None:
    key = RatingKey(frozenset({F}), frozenset({SIX}))
    assert score_rating(None, None).credit == 1
    assert score_rating(None, None).reliability.verdict is Verdict.ACCEPTED
    graded = score_rating(Rating(B, TWO), None)
    assert (graded.credit, graded.credibility.verdict) == (0, Verdict.NOT_A_REPORT)
    left = score_rating(None, key)
    assert (left.credit, left.reliability.verdict) == (0, Verdict.LEFT_UNGRADED)


def test_a_rating_is_printed_as_two_codes() -> None:
    assert str(Rating(B, THREE)) == "B 3"


def test_the_diagonal_warns_above_four_in_five() -> None:
    on, off = Rating(A, ONE), Rating(A, TWO)
    assert check_diagonal([on] * 8 + [off] * 2) == DiagonalCheck(8, 10, warns=False)
    warned = check_diagonal([on] * 9 + [off])
    assert warned == DiagonalCheck(9, 10, warns=True)
    assert isinstance(warned, DiagonalCheck)
    assert warned.share == 0.9


def test_the_published_figure_of_the_field_reports_warns() -> None:
    # Baker, McKendry & Mace 1968: 87 % of ratings lay on the diagonal.
    pairs = [Rating(E, FIVE)] * 87 + [Rating(B, THREE)] * 13
    assert check_diagonal(pairs) == DiagonalCheck(87, 100, warns=True)


def test_pairs_that_are_not_judged_do_not_count_for_the_diagonal() -> None:
    pairs = [Rating(F, SIX)] * 20 + [Rating(F, ONE), Rating(A, SIX)] + [Rating(A, ONE)] * 9
    assert check_diagonal(pairs) == Undefined(Reason.TOO_FEW, have=9, needed=10)
    assert check_diagonal(pairs, minimum=9) == DiagonalCheck(9, 9, warns=True)


def test_no_pairs_at_all_are_too_few_whatever_the_minimum() -> None:
    assert check_diagonal([], minimum=0) == Undefined(Reason.TOO_FEW, have=0, needed=1)

"""Probability vectors and their scores, against worked and published figures."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from exercises.tradecraft.forecasts import (
    LOG_CLIP,
    LogScore,
    Resolved,
    binary,
    brier,
    check_probability,
    check_vector,
    cut_scores,
    from_percentages,
    half_brier,
    log_score,
    ordered_brier,
    resolve,
)
from exercises.tradecraft.invalid import InvalidInput

PUBLISHED = (0.15, 0.45, 0.25, 0.15)


def test_the_published_example_of_four_categories() -> None:
    # cultivatelabs.com, "What is the ordinal scoring system": third of four is true.
    assert brier(PUBLISHED, 2) == pytest.approx(0.81)


def test_the_published_example_in_order() -> None:
    # Inputs and method as above; rule as in the ACE plan (gist swiftsam/67514a6d608d0a0bc416).
    assert cut_scores(PUBLISHED, 2) == pytest.approx((0.045, 0.72, 0.045))
    assert ordered_brier(PUBLISHED, 2) == pytest.approx(0.27)
    ranked_probability = sum(score / 2 for score in cut_scores(PUBLISHED, 2)) / 3
    assert ranked_probability == pytest.approx(0.135)


def test_half_and_full_brier_of_a_yes_or_no_question() -> None:
    assert half_brier(0.7, happened=True) == pytest.approx(0.09)
    assert half_brier(0.7, happened=False) == pytest.approx(0.49)
    assert brier(binary(0.7), 0) == pytest.approx(0.18)
    assert brier(binary(0.7), 1) == pytest.approx(0.98)


def test_the_log_score_and_its_clip() -> None:
    assert log_score(binary(0.7), 0) == LogScore(pytest.approx(-0.3566749439), clipped=False)
    assert log_score(binary(0.0), 0) == LogScore(pytest.approx(-4.605170186), clipped=True)
    assert log_score(binary(1.0), 0) == LogScore(pytest.approx(log(0.99)), clipped=True)
    assert log_score(binary(0.01), 0) == LogScore(log(0.01), clipped=False)
    assert log_score(binary(0.99), 0) == LogScore(log(0.99), clipped=False)
    assert LOG_CLIP == (0.01, 0.99)


@pytest.mark.parametrize(
    ("probabilities", "outcome", "expected"),
    [
        ((0.03, 0.97), 1, 0.0018),
        ((0.02, 0.98), 1, 0.0008),
        ((0.70, 0.15, 0.10, 0.05), 1, 1.225),
        ((0.20, 0.03, 0.07, 0.70), 3, 0.1358),
    ],
)
def test_the_demo_case_on_invented_outcomes(
    probabilities: tuple[float, ...], outcome: int, expected: float
) -> None:
    # Synthetic reference answers of the demo case; the outcomes are invented for this screen.
    assert brier(probabilities, outcome) == pytest.approx(expected)


def test_the_demo_case_in_order() -> None:
    assert ordered_brier((0.70, 0.15, 0.10, 0.05), 1) == pytest.approx(0.3433333333)


vectors = (
    st.lists(st.integers(0, 100), min_size=2, max_size=7)
    .filter(any)
    .map(lambda parts: tuple(part / sum(parts) for part in parts))
)


@given(vectors, st.data())
def test_scores_keep_their_bounds(vector: tuple[float, ...], data: st.DataObject) -> None:
    outcome = data.draw(st.integers(0, len(vector) - 1))
    assert 0 <= brier(vector, outcome) <= 2 + 1e-12
    assert 0 <= ordered_brier(vector, outcome) <= 2 + 1e-12
    assert log(0.01) <= log_score(vector, outcome).value <= log(0.99)


@given(st.floats(0, 1), st.booleans())
def test_two_outcomes_give_the_same_in_every_form_but_half(chance: float, yes: bool) -> None:
    vector, outcome = binary(chance), 0 if yes else 1
    assert brier(vector, outcome) == pytest.approx(2 * half_brier(chance, yes))
    assert ordered_brier(vector, outcome) == pytest.approx(brier(vector, outcome))


@given(vectors)
def test_ordered_scores_are_the_same_read_from_the_other_end(vector: tuple[float, ...]) -> None:
    for outcome in range(len(vector)):
        mirrored = ordered_brier(vector[::-1], len(vector) - 1 - outcome)
        assert mirrored == pytest.approx(ordered_brier(vector, outcome), abs=1e-9)


def test_being_further_off_in_order_costs_more() -> None:
    sure = (1.0, 0.0, 0.0, 0.0)
    assert [ordered_brier(sure, outcome) for outcome in range(4)] == pytest.approx(
        [0, 2 / 3, 4 / 3, 2]
    )
    assert [brier(sure, outcome) for outcome in range(4)] == [0, 2, 2, 2]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=30))
def test_mean_half_brier_agrees_with_scikit_learn(pairs: list[tuple[float, bool]]) -> None:
    expected = brier_score_loss([o for _, o in pairs], [p for p, _ in pairs], pos_label=True)
    mean = sum(half_brier(p, o) for p, o in pairs) / len(pairs)
    assert mean == pytest.approx(expected)


def test_percentages_must_add_up_to_exactly_one_hundred() -> None:
    assert from_percentages([70, 15, 10, 5]) == (0.7, 0.15, 0.1, 0.05)
    with pytest.raises(
        InvalidInput, match=r"^The chances add up to 99 %; they must add up to 100 %\.$"
    ):
        from_percentages([70, 15, 10, 4])
    with pytest.raises(InvalidInput, match=r"^A probability lies between 0 and 1\.$"):
        from_percentages([150, -50])


def test_a_vector_that_is_none_is_refused() -> None:
    assert check_vector([0.1] * 10) == (0.1,) * 10
    with pytest.raises(
        InvalidInput, match=r"^The probabilities add up to 0\.98; they must add up to 1\.$"
    ):
        check_vector([0.5, 0.48])
    with pytest.raises(
        InvalidInput, match=r"^The probabilities add up to 1; they must add up to 1\.$"
    ):
        check_vector([0.5, 0.5 + 2e-9])
    with pytest.raises(InvalidInput, match=r"^A forecast needs at least two outcomes\.$"):
        check_vector([1.0])
    for value in (-0.1, 1.1, float("nan"), float("inf")):
        with pytest.raises(InvalidInput, match=r"^A probability lies between 0 and 1\.$"):
            check_probability(value)
    for outcome in (-1, 2):
        with pytest.raises(
            InvalidInput, match=r"^The outcome must be one of the 2 in the forecast\.$"
        ):
            brier((0.5, 0.5), outcome)


def test_forecasts_are_paired_with_what_came_true() -> None:
    assert resolve([0.2, 1.0], [False, True]) == (Resolved(0.2, False), Resolved(1.0, True))
    with pytest.raises(InvalidInput, match=r"^Each forecast needs an outcome\.$"):
        resolve([0.2], [])
    with pytest.raises(InvalidInput, match=r"^A probability lies between 0 and 1\.$"):
        Resolved(1.2, happened=True)

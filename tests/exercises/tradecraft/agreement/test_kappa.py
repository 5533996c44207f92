"""Kappa against published tables, scikit-learn, and its own traps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from exercises.tradecraft.agreement import (
    Weights,
    cohen_kappa,
    kappa_from_table,
    quadratic_weighted_kappa,
    weighted_kappa,
)
from exercises.tradecraft.agreement.kappa import disagreement
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

# Cohen 1968, Psychological Bulletin 70: Table 1, 200 cases, weights 0, 1, 3, 6.
COHEN_1968 = [[88, 10, 2], [14, 40, 6], [18, 10, 12]]
COHEN_WEIGHTS = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
# Gwet, 3 x 3 table of two abstractors, 100 cases (irrCAC documentation).
GWET_ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]


def test_the_table_of_cohen_1968() -> None:
    assert kappa_from_table(COHEN_1968, COHEN_WEIGHTS) == pytest.approx(0.347826087)
    expected = {
        Weights.NOMINAL: 0.4915254237,
        Weights.LINEAR: 0.4736842105,
        Weights.QUADRATIC: 0.4545454545,
    }
    for weights, kappa in expected.items():
        assert kappa_from_table(COHEN_1968, disagreement(weights, 3)) == pytest.approx(kappa)


def test_the_table_of_gwets_abstractors() -> None:
    nominal = kappa_from_table(GWET_ABSTRACTORS, disagreement(Weights.NOMINAL, 3))
    quadratic = kappa_from_table(GWET_ABSTRACTORS, disagreement(Weights.QUADRATIC, 3))
    assert nominal == pytest.approx(0.7964094)
    assert quadratic == pytest.approx(0.8921569)


levels = [1, 2, 3, 4]
ratings = st.lists(
    st.tuples(st.sampled_from(levels), st.sampled_from(levels)), min_size=2, max_size=40
)


@given(ratings, st.sampled_from(Weights))
def test_kappa_agrees_with_scikit_learn(pairs: list[tuple[int, int]], weights: Weights) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    ours = weighted_kappa(first, second, levels, weights)
    if isinstance(ours, Undefined):
        assert len({*first, *second}) == 1
        return
    name = None if weights is Weights.NOMINAL else weights.value
    theirs = cohen_kappa_score(first, second, labels=levels, weights=name)
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(ratings, st.sampled_from(Weights))
def test_kappa_is_the_same_both_ways_and_read_backwards(
    pairs: list[tuple[int, int]], weights: Weights
) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    kappa = weighted_kappa(first, second, levels, weights)
    assert weighted_kappa(second, first, levels, weights) == _close(kappa)
    assert weighted_kappa(first, second, levels[::-1], weights) == _close(kappa)


def _close(value: float | Undefined) -> object:
    return value if isinstance(value, Undefined) else pytest.approx(value, abs=1e-9)


def test_leaving_a_level_out_would_change_the_figure() -> None:
    first, second = [1, 1, 2, 4, 4, 2], [1, 2, 2, 4, 2, 1]
    with_all = quadratic_weighted_kappa(first, second, [1, 2, 3, 4])
    without_three = quadratic_weighted_kappa(first, second, [1, 2, 4])
    assert with_all != without_three
    assert with_all == pytest.approx(
        cohen_kappa_score(first, second, labels=[1, 2, 3, 4], weights="quadratic")
    )


def test_levels_may_be_words() -> None:
    scale = ["solid", "caveat", "unsupported"]
    first = ["solid", "caveat", "unsupported", "solid"]
    second = ["solid", "caveat", "unsupported", "caveat"]
    assert cohen_kappa(first, second, scale) == pytest.approx(
        cohen_kappa_score(first, second, labels=scale)
    )


def test_full_agreement_is_one_and_constant_ratings_have_no_kappa() -> None:
    assert cohen_kappa([1, 2], [1, 2], levels) == 1
    assert quadratic_weighted_kappa([3, 3], [3, 3], levels) == Undefined(Reason.NO_VARIATION)
    assert quadratic_weighted_kappa([3, 3], [2, 2], levels) == 0
    assert quadratic_weighted_kappa([], [], levels) == Undefined(Reason.NO_DATA)


def test_a_scale_of_two_levels_is_enough() -> None:
    assert cohen_kappa([0, 1, 1, 0], [0, 1, 0, 0], [0, 1]) == pytest.approx(0.5)


def test_weights_grow_from_nothing_to_one() -> None:
    assert disagreement(Weights.NOMINAL, 3) == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert disagreement(Weights.LINEAR, 3) == [[0, 0.5, 1], [0.5, 0, 0.5], [1, 0.5, 0]]
    assert disagreement(Weights.QUADRATIC, 3) == [[0, 0.25, 1], [0.25, 0, 0.25], [1, 0.25, 0]]


def test_what_is_no_table_or_scale_is_refused() -> None:
    for table, weights in (
        ([[1]], [[0]]),
        ([[1, 2]], [[0, 1]]),
        ([[1, 2], [3]], [[0, 1], [1, 0]]),
        ([[1, 2], [3, 4]], [[0, 1]]),
        ([[1, 2], [3, 4]], [[0, 1], [1, 0, 2]]),
    ):
        with pytest.raises(
            InvalidInput, match=r"^Table and weights are square and of the same size\.$"
        ):
            kappa_from_table(table, weights)
    with pytest.raises(InvalidInput, match=r"^Counts and weights are not below zero\.$"):
        kappa_from_table([[1, -2], [3, 4]], [[0, 1], [1, 0]])
    with pytest.raises(InvalidInput, match=r"^Counts and weights are not below zero\.$"):
        kappa_from_table([[1, 2], [3, 4]], [[0, -1], [1, 0]])
    for scale in ([1], [1, 1], [1, 2, 2]):
        with pytest.raises(
            InvalidInput, match=r"^A scale needs at least two levels, each named once\.$"
        ):
            cohen_kappa([1], [1], scale)
    with pytest.raises(InvalidInput, match=r"^“5” is not a level of this scale\.$"):
        cohen_kappa([1], [5], levels)
    with pytest.raises(InvalidInput, match=r"^Both raters must have judged the same things\.$"):
        cohen_kappa([1, 2], [1], levels)

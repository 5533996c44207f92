"""Krippendorff's alpha against published data and the krippendorff package."""

import warnings
from math import isnan, nan

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.agreement import Metric, krippendorff_alpha
from exercises.tradecraft.claims import ClaimClass
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

NOMINAL, ORDINAL, INTERVAL, RATIO = Metric


def by_thing(*judges: str) -> list[list[str | None]]:
    """A row for each thing from a line for each judge; a dot is a missing judgement."""
    lines = [[None if value == "." else value for value in judge.split()] for judge in judges]
    return [list(row) for row in zip(*lines, strict=True)]


def in_numbers(grid: list[list[str | None]]) -> list[list[float | None]]:
    return [[None if value is None else float(value) for value in row] for row in grid]


# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability": four observers, twelve units.
FOUR_BY_TWELVE = in_numbers(
    by_thing(
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    )
)


@pytest.mark.parametrize(
    ("metric", "published", "computed"),
    [
        (NOMINAL, 0.743, 0.74342),
        (ORDINAL, 0.815, 0.81539),
        (INTERVAL, 0.849, 0.84911),
        (RATIO, 0.797, 0.79740),
    ],
)
def test_the_published_data_of_four_observers(
    metric: Metric, published: float, computed: float
) -> None:
    alpha = krippendorff_alpha(FOUR_BY_TWELVE, metric)
    assert alpha == pytest.approx(published, abs=5e-4)
    assert alpha == pytest.approx(computed, abs=5e-6)


def test_the_published_binary_data_of_two_observers() -> None:
    # Krippendorff 2011: .095; computed .0952380952.
    grid = in_numbers(by_thing("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"))
    assert krippendorff_alpha(grid, NOMINAL) == pytest.approx(0.0952380952)


def test_the_published_nominal_data_of_two_observers() -> None:
    # Krippendorff 2011: .692; computed .69196.
    grid = by_thing("a a b b d c c c e d d a", "b a b b b c c c e d d d")
    assert krippendorff_alpha(grid, NOMINAL) == pytest.approx(0.69196, abs=5e-6)


grids = st.integers(2, 5).flatmap(
    lambda judges: st.lists(
        st.lists(st.none() | st.integers(0, 4), min_size=judges, max_size=judges),
        min_size=1,
        max_size=12,
    )
)


@given(grids, st.sampled_from(Metric))
def test_alpha_agrees_with_the_krippendorff_package(
    grid: list[list[int | None]], metric: Metric
) -> None:
    ours = krippendorff_alpha(grid, metric)
    if isinstance(ours, Undefined):
        pairable = [
            v for row in grid if len(row) - row.count(None) > 1 for v in row if v is not None
        ]
        assert len(set(pairable)) <= 1
        return
    by_judge = np.array([[np.nan if v is None else v for v in row] for row in grid], float).T
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # it divides 0 by 0 on a ratio scale
        theirs = krippendorff.alpha(by_judge, level_of_measurement=metric.value)
    assert not isnan(theirs)
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(grids, st.sampled_from(Metric))
def test_the_order_of_things_and_judges_does_not_matter(
    grid: list[list[int | None]], metric: Metric
) -> None:
    alpha = krippendorff_alpha(grid, metric)
    turned = krippendorff_alpha([row[::-1] for row in grid[::-1]], metric)
    assert turned == (alpha if isinstance(alpha, Undefined) else pytest.approx(alpha, abs=1e-9))


@given(grids, st.sampled_from([ORDINAL, INTERVAL, NOMINAL]))
def test_moving_the_scale_changes_nothing(grid: list[list[int | None]], metric: Metric) -> None:
    alpha = krippendorff_alpha(grid, metric)
    moved = [[None if v is None else 10 * v - 7 for v in row] for row in grid]
    again = krippendorff_alpha(moved, metric)
    assert again == (alpha if isinstance(alpha, Undefined) else pytest.approx(alpha, abs=1e-9))


def test_classes_of_claims_can_be_compared() -> None:
    rf, aj = ClaimClass.RF, ClaimClass.AJ
    assert krippendorff_alpha([[rf, rf], [aj, aj], [rf, aj]], NOMINAL) == pytest.approx(4 / 9)


def test_what_cannot_be_compared_is_named() -> None:
    assert krippendorff_alpha([], NOMINAL) == Undefined(Reason.NO_DATA)
    assert krippendorff_alpha([[None, None]], NOMINAL) == Undefined(Reason.NO_DATA)
    assert krippendorff_alpha([[1, None], [None, 2]], NOMINAL) == Undefined(Reason.NO_PAIRS)
    assert krippendorff_alpha([[1, 1], [1, 1]], ORDINAL) == Undefined(Reason.NO_VARIATION)
    assert krippendorff_alpha([[1, 1], [2, None]], ORDINAL) == Undefined(Reason.NO_VARIATION)


def test_values_whose_differences_vanish_are_as_good_as_the_same() -> None:
    grid = [[0, 1e-200], [0, 0]]
    assert krippendorff_alpha(grid, INTERVAL) == Undefined(Reason.NO_VARIATION)
    assert krippendorff_alpha(grid, ORDINAL) == pytest.approx(0)


def test_values_the_metric_cannot_read_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^Every row needs a place for every judge\.$"):
        krippendorff_alpha([[1, 2], [1]], NOMINAL)
    for metric in (ORDINAL, INTERVAL, RATIO):
        with pytest.raises(InvalidInput, match=r"^“a” is not a number\.$"):
            krippendorff_alpha([["a", "b"]], metric)
        with pytest.raises(InvalidInput, match=r"^“nan” is not a number\.$"):
            krippendorff_alpha([[nan, 1]], metric)
    with pytest.raises(InvalidInput, match=r"^On a ratio scale no value is below 0\.$"):
        krippendorff_alpha([[-1, 1]], RATIO)
    assert krippendorff_alpha([[-1, 1]], INTERVAL) == pytest.approx(0)
    assert krippendorff_alpha([[0, 1]], RATIO) == pytest.approx(0)

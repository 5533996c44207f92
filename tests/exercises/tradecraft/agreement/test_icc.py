"""Intraclass correlation against Shrout & Fleiss and an independent computation."""

import warnings
from math import inf, nan

import numpy as np
import pandas as pd
import pingouin as pg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises.tradecraft.agreement import Band, Icc, icc, icc_band, spearman_brown
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

# Shrout & Fleiss 1979, Psychological Bulletin 86, 420-428: 6 targets, 4 judges.
SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]


def test_the_published_example() -> None:
    # Published .29 and .62; reproduced .2897637795 and .6200505476.
    found = icc(SHROUT_FLEISS)
    assert isinstance(found, Icc)
    assert (found.works, found.markers) == (6, 4)
    assert found.single == pytest.approx(0.2897637795)
    assert found.average == pytest.approx(0.6200505476)
    assert found.mean_square_works == pytest.approx(11.2416666667)
    assert found.mean_square_markers == pytest.approx(32.4861111111)
    assert found.mean_square_residual == pytest.approx(1.0194444444)


def test_the_other_forms_of_the_paper_follow_from_the_mean_squares() -> None:
    # Published .17 and .44 for ICC(1,1) and (1,4), .71 and .91 for ICC(3,1) and (3,4).
    found = icc(SHROUT_FLEISS)
    assert isinstance(found, Icc)
    works, residual = found.mean_square_works, found.mean_square_residual
    within = (found.mean_square_markers + 5 * residual) / 6
    assert within == pytest.approx(6.2638888889)
    assert (works - within) / (works + 3 * within) == pytest.approx(0.1657417684)
    assert (works - within) / works == pytest.approx(0.4427971337)
    assert (works - residual) / (works + 3 * residual) == pytest.approx(0.7148407148)
    assert (works - residual) / works == pytest.approx(0.9093155424)


tables = st.tuples(st.integers(2, 7), st.integers(2, 5)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 8).map(lambda half: half / 2), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


@given(tables)
def test_icc_agrees_with_an_analysis_of_variance_in_numpy(table: list[list[float]]) -> None:
    found = icc(table)
    assert isinstance(found, Icc)
    scores = np.array(table)
    works, markers = scores.shape
    by_work = markers * np.var(scores.mean(axis=1), ddof=1)
    by_marker = works * np.var(scores.mean(axis=0), ddof=1)
    centred = scores - scores.mean(axis=1, keepdims=True) - scores.mean(axis=0) + scores.mean()
    residual = (centred**2).sum() / ((works - 1) * (markers - 1))
    assert found.mean_square_works == pytest.approx(by_work, abs=1e-9)
    assert found.mean_square_markers == pytest.approx(by_marker, abs=1e-9)
    assert found.mean_square_residual == pytest.approx(residual, abs=1e-9)
    spread = (by_marker - residual) / works
    if not isinstance(found.single, Undefined):
        whole = by_work + (markers - 1) * residual + markers * spread
        assert found.single * whole == pytest.approx(by_work - residual, abs=1e-6)
    if not isinstance(found.average, Undefined):
        assert found.average * (by_work + spread) == pytest.approx(by_work - residual, abs=1e-6)


@settings(max_examples=40)
@given(tables.filter(lambda table: len(table) * len(table[0]) >= 5))
def test_icc_agrees_with_pingouin(table: list[list[float]]) -> None:
    found = icc(table)
    assert isinstance(found, Icc)
    long = pd.DataFrame(
        [
            {"work": work, "marker": marker, "level": level}
            for work, levels in enumerate(table)
            for marker, level in enumerate(levels)
        ]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own dependencies', and its divisions by 0
        theirs = pg.intraclass_corr(long, "work", "marker", "level").set_index("Type")["ICC"]
    # Where a denominator is nearly 0 the last digits of theirs decide; ours is exact there.
    for ours, name, whole in (
        (found.single, "ICC(A,1)", _whole(found, found.markers - 1, found.markers)),
        (found.average, "ICC(A,k)", _whole(found, 0, 1)),
    ):
        if not isinstance(ours, Undefined) and whole > 1e-6:
            assert ours == pytest.approx(theirs[name], abs=1e-6)


def _whole(found: Icc, of_residual: int, of_excess: int) -> float:
    excess = (found.mean_square_markers - found.mean_square_residual) / found.works
    return found.mean_square_works + of_residual * found.mean_square_residual + of_excess * excess


@given(tables)
def test_the_mean_is_worth_what_spearman_and_brown_say(table: list[list[float]]) -> None:
    found = icc(table)
    assert isinstance(found, Icc)
    if isinstance(found.single, Undefined) or isinstance(found.average, Undefined):
        return
    assert found.single <= 1 + 1e-12
    assert found.average <= 1 + 1e-12
    stepped = spearman_brown(max(found.single, -1.0), found.markers)
    if found.single > -1 and not isinstance(stepped, Undefined):
        assert stepped == pytest.approx(found.average, rel=1e-6, abs=1e-6)


def test_markers_who_agree_in_full_are_worth_everything() -> None:
    found = icc([[1, 1, 1], [3, 3, 3]])
    assert isinstance(found, Icc)
    assert found.single == found.average == 1


def test_a_strict_marker_costs_agreement() -> None:
    found = icc([[1, 2], [2, 3], [3, 4]])
    assert isinstance(found, Icc)
    assert found.single == pytest.approx(2 / 3)
    assert found.average == pytest.approx(0.8)


def test_small_differences_count_as_large_ones_do() -> None:
    found = icc([[0.25, 0.5], [0.5, 0.75], [0.75, 1.0]])
    assert isinstance(found, Icc)
    assert found.single == pytest.approx(2 / 3)
    assert found.average == pytest.approx(0.8)


def test_noise_without_signal_has_no_figure() -> None:
    equal = icc([[0.1, 0.1], [0.1, 0.1]])
    assert isinstance(equal, Icc)
    assert equal.single == equal.average == Undefined(Reason.NO_SIGNAL)
    crossed = icc([[1, 2], [2, 1]])
    assert isinstance(crossed, Icc)
    assert crossed.single == crossed.average == Undefined(Reason.NO_SIGNAL)


def test_one_work_or_one_marker_is_too_few() -> None:
    assert icc([]) == Undefined(Reason.TOO_FEW, have=0, needed=2)
    assert icc([[1, 2]]) == Undefined(Reason.TOO_FEW, have=1, needed=2)
    assert icc([[1], [2]]) == Undefined(Reason.TOO_FEW, have=1, needed=2)


def test_a_table_with_holes_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^Every row needs a place for every judge\.$"):
        icc([[1, 2], [1]])
    for value in (nan, inf):
        with pytest.raises(InvalidInput, match=r"^Every mark must be a number\.$"):
            icc([[1, 2], [1, value]])


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (-0.2, Band.POOR),
        (0.49, Band.POOR),
        (0.5, Band.MODERATE),
        (0.74, Band.MODERATE),
        (0.75, Band.GOOD),
        (0.9, Band.GOOD),
        (0.91, Band.EXCELLENT),
    ],
)
def test_the_customary_words(value: float, band: Band) -> None:
    assert icc_band(value) is band

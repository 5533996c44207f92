"""Every figure is a finite number or says why there is none, whatever valid data it is given."""

from __future__ import annotations

from math import isfinite

from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.ach import (
    Code,
    Matrix,
    Row,
    Scheme,
    VoteRow,
    Weight,
    agree_on_spread,
    agree_on_standing,
    agree_with_panel,
    class_inconsistency,
    class_spread,
    consensus,
    coverage,
    dispute,
    inconsistency,
    panel_cell,
    sensitivity,
    spread,
)
from exercises.tradecraft.agreement import (
    Icc,
    Metric,
    Weights,
    gwet_ac2,
    icc,
    kendall_tau_b,
    krippendorff_alpha,
    markers_needed,
    spearman_brown,
    weighted_kappa,
)
from exercises.tradecraft.calibration import calibration
from exercises.tradecraft.forecasts import Resolved
from exercises.tradecraft.murphy import Murphy, murphy, murphy_binned
from exercises.tradecraft.undefined import Undefined

# As wide as marks and measures may be: far beyond any scale, with the smallest steps there are.
numbers = st.floats(-1e60, 1e60, allow_nan=False) | st.sampled_from(
    [0.0, 5e-324, 1e-300, 1 / 3, 1e60]
)
codes = st.none() | st.sampled_from(Code)


def answered(value: object) -> bool:
    return isinstance(value, Undefined) or (isinstance(value, int | float) and isfinite(value))


def grids(values: st.SearchStrategy[object], *, holes: bool) -> st.SearchStrategy[list[object]]:
    cell = st.none() | values if holes else values
    return st.integers(1, 4).flatmap(
        lambda judges: st.lists(st.lists(cell, min_size=judges, max_size=judges), max_size=6)
    )


@given(grids(numbers, holes=True), st.sampled_from([Metric.ORDINAL, Metric.INTERVAL]))
def test_alpha(grid: list[list[float | None]], metric: Metric) -> None:
    assert answered(krippendorff_alpha(grid, metric))


@given(grids(numbers.map(abs), holes=True))
def test_alpha_in_proportion(grid: list[list[float | None]]) -> None:
    assert answered(krippendorff_alpha(grid, Metric.RATIO))


@given(grids(numbers, holes=False))
def test_icc(table: list[list[float]]) -> None:
    found = icc(table)
    if isinstance(found, Icc):
        assert answered(found.single)
        assert answered(found.average)
        assert answered(found.mean_square_works)
        assert answered(found.mean_square_markers)
        assert answered(found.mean_square_residual)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=8))
def test_kappa_and_ac2(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    for weights in Weights:
        assert answered(weighted_kappa(first, second, [1, 2, 3, 4], weights))
        assert answered(gwet_ac2(pairs, [1, 2, 3, 4], weights))


@given(st.lists(st.tuples(numbers, numbers), max_size=8))
def test_tau(pairs: list[tuple[float, float]]) -> None:
    assert answered(kendall_tau_b([a for a, _ in pairs], [b for _, b in pairs]))


@given(st.floats(-1, 1), st.integers(1, 1000), st.floats(0.001, 0.999))
def test_spearman_brown(single: float, markers: int, wanted: float) -> None:
    assert answered(spearman_brown(single, markers))
    assert answered(markers_needed(single, wanted))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40))
def test_forecasts(pairs: list[tuple[float, bool]]) -> None:
    forecasts = [Resolved(*pair) for pair in pairs]
    for parts in (murphy(forecasts), murphy_binned(forecasts)):
        if isinstance(parts, Murphy):
            assert answered(parts.skill)
            assert all(
                answered(part)
                for part in (parts.brier, parts.reliability, parts.resolution, parts.uncertainty)
            )
    bins = calibration(forecasts, shown_from=1)
    assert isinstance(bins, Undefined) or all(answered(each.share) for each in bins)


matrices = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(codes, min_size=width, max_size=width), max_size=6).map(
        lambda rows: Matrix(
            tuple(f"H{n}" for n in range(width)),
            tuple(
                Row(f"E{n}", tuple(cells), list(Weight)[n % 3], list(Weight)[(n + 1) % 3])
                for n, cells in enumerate(rows)
            ),
        )
    )
)


@given(matrices, matrices)
def test_matrices(matrix: Matrix, other: Matrix) -> None:
    for scheme in Scheme:
        assert all(map(answered, inconsistency(matrix, scheme)))
        assert len(sensitivity(matrix, scheme)) == len(matrix.rows)
    assert all(answered(spread(row)) for row in matrix.rows)
    for each in coverage(matrix):
        assert answered(each.share_not_applicable)
        assert answered(each.share_unrated)
    key = [[panel_cell([cell] if cell else [], wanted=1) for cell in r.cells] for r in matrix.rows]
    agreement = agree_with_panel([row.cells for row in matrix.rows], key)
    assert answered(agreement.kappa)
    assert answered(agreement.weighted)
    assert answered(agreement.credit)
    assert answered(agree_on_spread(matrix.rows, matrix.rows))
    if len(matrix.hypotheses) == len(other.hypotheses):
        one, two = (inconsistency(each, Scheme.PARC_WEIGHTED) for each in (matrix, other))
        assert answered(agree_on_standing(one, two))


votes = st.dictionaries(st.sampled_from(Code), st.integers(0, 10**6))


@given(votes, votes, st.sampled_from(Scheme))
def test_a_class(one: dict[Code, int], other: dict[Code, int], scheme: Scheme) -> None:
    assert isinstance(consensus(one), Code | Undefined)
    assert answered(dispute(one))
    row = VoteRow("E1", (one, other))
    assert answered(class_spread(row))
    assert all(map(answered, class_inconsistency([row], scheme)))

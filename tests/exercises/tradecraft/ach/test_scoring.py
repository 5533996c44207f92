"""Four schemes under their names, against published and computed figures."""

from collections.abc import Callable
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.ach import (
    SCHEME_LABELS,
    Code,
    Matrix,
    Row,
    Scheme,
    Standing,
    Weight,
    cell_points,
    inconsistency,
    standing,
)
from exercises.tradecraft.ach.scoring import TOLERANCE, contributions, group_by_score, row_factor

MakeRow = Callable[..., Row]
MakeMatrix = Callable[..., Matrix]

# PARC ACH 1.1 technical description, constants as restated in the IARPA GF Challenge forum (10
# March 2018). PARC prints these with a minus sign.
PARC_CELLS = {
    "II": {
        "LL": 1.0,
        "LM": 1.4142135624,
        "LH": 2.0,
        "ML": 1.4142135624,
        "MM": 2.0,
        "MH": 2.8284271247,
        "HL": 2.0,
        "HM": 2.8284271247,
        "HH": 4.0,
    },
    "I": {
        "LL": 0.5,
        "LM": 0.7071067812,
        "LH": 1.0,
        "ML": 0.7071067812,
        "MM": 1.0,
        "MH": 1.4142135624,
        "HL": 1.0,
        "HM": 1.4142135624,
        "HH": 2.0,
    },
}


@pytest.mark.parametrize("code", PARC_CELLS)
def test_parc_weighs_a_cell_by_credibility_and_relevance(row: MakeRow, code: str) -> None:
    for weights, expected in PARC_CELLS[code].items():
        one = row(f"{code} N", weights=weights)
        assert cell_points(Code(code), one, Scheme.PARC_WEIGHTED) == pytest.approx(expected)


def test_a_low_and_a_high_weight_cancel_exactly(row: MakeRow) -> None:
    assert row_factor(row("N N", weights="LH"), Scheme.PARC_WEIGHTED) == 1.0
    assert row_factor(row("N N", weights="HL"), Scheme.PARC_WEIGHTED) == 1.0
    assert row_factor(row("N N", weights="HH"), Scheme.PARC_WEIGHTED) == 2.0


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("code", [Code.CC, Code.C, Code.N, Code.NA, None])
def test_nothing_but_inconsistency_counts(row: MakeRow, scheme: Scheme, code: Code | None) -> None:
    assert cell_points(code, row("N N", weights="HH"), scheme) == 0


@pytest.mark.parametrize(
    ("scheme", "inconsistent", "very"),
    [
        (Scheme.COUNT, 1, 2),
        (Scheme.SQUARED_DISTANCE, 1, 4),
        (Scheme.PARC_WEIGHTED, sqrt(2), sqrt(8)),
        (Scheme.CREDIBILITY_ONLY, 2, 4),
    ],
)
def test_each_scheme_has_its_own_points(
    row: MakeRow, scheme: Scheme, inconsistent: float, very: float
) -> None:
    one = row("I II", weights="HM")
    assert contributions(one, scheme) == pytest.approx((inconsistent, very))


def test_burton_weighs_credibility_alone(row: MakeRow) -> None:
    # Competing Hypotheses, commit 97177f8: high 2, medium 1, low 0.5, no relevance.
    for weights, factor in {"LH": 0.5, "MH": 1.0, "HH": 2.0, "HL": 2.0, "LL": 0.5}.items():
        assert row_factor(row("N N", weights=weights), Scheme.CREDIBILITY_ONLY) == factor


def test_the_published_tokyo_matrix(matrix: MakeMatrix) -> None:
    # US Government, A Tradecraft Primer (March 2009), pp. 14-16: -1, -1, -2, -3, a tie in front.
    tokyo = matrix("I N I I", "C I I I", "N N C I", "C C C C")
    assert inconsistency(tokyo, Scheme.COUNT) == (1, 1, 2, 3)
    assert inconsistency(tokyo, Scheme.PARC_WEIGHTED) == (1, 1, 2, 3)
    assert standing(tokyo, Scheme.COUNT).order == (("H1", "H2"), ("H3",), ("H4",))
    assert standing(tokyo, Scheme.COUNT).least_refuted == {"H1", "H2"}


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        (Scheme.COUNT, (4, 1, 1, 0, 1)),
        (Scheme.PARC_WEIGHTED, (5.6568542495, 1.4142135624, 0.7071067812, 0, 0.7071067812)),
        (Scheme.SQUARED_DISTANCE, (6, 1, 1, 0, 1)),
        (Scheme.CREDIBILITY_ONLY, (5, 1, 0.5, 0, 0.5)),
    ],
)
def test_the_case_under_each_scheme(
    case: Matrix, scheme: Scheme, expected: tuple[float, ...]
) -> None:
    assert inconsistency(case, scheme) == pytest.approx(expected)


def test_the_unit_tests_of_open_synthesis(matrix: MakeMatrix) -> None:
    # openach tests at commit 10d6d00: 2, 3 and 4 for three hypotheses with one vote in each cell.
    shown = matrix("CC I N", "NA I NA", "I N CC", "I I II")
    assert inconsistency(shown, Scheme.SQUARED_DISTANCE) == (2, 3, 4)


def test_unrated_cells_add_nothing(matrix: MakeMatrix) -> None:
    assert inconsistency(matrix("II .", ". I"), Scheme.COUNT) == (2, 1)


def test_a_matrix_without_rows_ties_everything() -> None:
    blank = standing(Matrix(("H1", "H2")), Scheme.COUNT)
    assert blank == Standing(Scheme.COUNT, (0.0, 0.0), (("H1", "H2"),))


def test_dust_in_the_last_digits_is_a_tie_and_more_is_not() -> None:
    dusty = (1.0, 1.0 + TOLERANCE / 2, 0.0)
    assert group_by_score(("a", "b", "c"), dusty) == (("c",), ("a", "b"))
    apart = (1.0 + 3 * TOLERANCE, 1.0)
    assert group_by_score(("a", "b"), apart) == (("b",), ("a",))
    assert group_by_score(("z", "a"), (1.0 + TOLERANCE / 2, 1.0)) == (("z", "a"),)
    assert group_by_score(("a", "b"), (TOLERANCE, 0.0)) == (("a", "b"),)


cells = st.sampled_from([*Code, None])
matrices = st.integers(2, 6).flatmap(
    lambda width: st.lists(
        st.tuples(st.tuples(*[cells] * width), st.sampled_from(Weight), st.sampled_from(Weight)),
        max_size=8,
    ).map(
        lambda rows: Matrix(
            tuple(f"H{place}" for place in range(width)),
            tuple(Row(f"E{n}", *facts) for n, facts in enumerate(rows)),
        )
    )
)


@given(matrices, st.sampled_from(Scheme))
def test_a_score_is_the_sum_of_its_cells(matrix: Matrix, scheme: Scheme) -> None:
    expected = [
        sum(cell_points(row.cells[place], row, scheme) for row in matrix.rows)
        for place in range(len(matrix.hypotheses))
    ]
    assert inconsistency(matrix, scheme) == pytest.approx(expected)


@given(matrices, st.sampled_from(Scheme))
def test_the_order_holds_every_hypothesis_once_by_score(matrix: Matrix, scheme: Scheme) -> None:
    found = standing(matrix, scheme)
    flat = [name for group in found.order for name in group]
    assert sorted(flat) == sorted(matrix.hypotheses)
    score = dict(zip(matrix.hypotheses, found.scores, strict=True))
    for earlier, later in zip(found.order, found.order[1:], strict=False):
        assert max(score[name] for name in earlier) < min(score[name] for name in later)
    assert min(score.values()) == min(score[name] for name in found.least_refuted)


@given(matrices)
def test_equal_weights_make_parc_and_burton_the_plain_count(matrix: Matrix) -> None:
    level = Matrix(matrix.hypotheses, tuple(Row(r.handle, r.cells) for r in matrix.rows))
    for scheme in (Scheme.PARC_WEIGHTED, Scheme.CREDIBILITY_ONLY):
        assert inconsistency(level, scheme) == inconsistency(level, Scheme.COUNT)


def test_every_scheme_has_its_name() -> None:
    assert list(SCHEME_LABELS) == list(Scheme)

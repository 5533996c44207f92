"""Shape, spread and coverage of a matrix."""

from collections.abc import Callable
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.ach import (
    ORDINAL,
    SCALE,
    Code,
    Coverage,
    Matrix,
    Row,
    Weight,
    coverage,
    spread,
    untested,
)
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

MakeRow = Callable[..., Row]
MakeMatrix = Callable[..., Matrix]


def test_five_codes_have_an_order_and_not_applicable_has_none() -> None:
    assert SCALE == (Code.II, Code.I, Code.N, Code.C, Code.CC)
    assert dict(ORDINAL) == {"II": 1, "I": 2, "N": 3, "C": 4, "CC": 5}
    assert list(Code) == ["CC", "C", "N", "I", "II", "NA"]
    assert list(Weight) == ["L", "M", "H"]


def test_spread_of_the_case(case: Matrix) -> None:
    # Population standard deviations, computed in the vectors of the demo case.
    expected = {
        "E1": 0.4,
        "E2": 0.4,
        "E3": 0.9797958971,
        "E4": 0.7483314774,
        "E5": 0.4,
        "E6": 0.4898979486,
        "E7": 0.4898979486,
        "E8": 0.8,
        "E9": 0.4,
        "E10": 0.0,
        "E11": 1.166190379,
        "E12": 0.7483314774,
    }
    assert {row.handle: spread(row) for row in case.rows} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [("C I", 1.0), ("CC II", 2.0), ("CC II N", 1.6329931619), ("II II II", 0.0), ("NA C", 0.5)],
)
def test_spread_as_open_synthesis_computes_it(row: MakeRow, codes: str, expected: float) -> None:
    # openach/metrics.py and its tests at commit 10d6d00; VC and VI are CC and II.
    assert spread(row(codes)) == pytest.approx(expected)


def test_spread_leaves_unrated_cells_out_and_needs_one_that_is_rated(row: MakeRow) -> None:
    assert spread(row("C . I")) == spread(row("C I")) == 1.0
    assert spread(row(". .")) == Undefined(Reason.NO_DATA)


@given(st.lists(st.sampled_from(SCALE), min_size=1, max_size=20))
def test_spread_is_the_population_standard_deviation(cells: list[Code]) -> None:
    expected = pstdev([ORDINAL[cell] for cell in cells])
    assert spread(Row("E1", tuple(cells))) == pytest.approx(expected)


def test_coverage_counts_what_speaks_to_each_hypothesis(matrix: MakeMatrix) -> None:
    counted = coverage(matrix("NA C N", ". NA II", "NA . C", "I C C"))
    assert counted == (Coverage(1, 2, 1), Coverage(2, 1, 1), Coverage(4, 0, 0))
    assert [each.share_not_applicable for each in counted] == [0.5, 0.25, 0.0]
    assert [each.share_unrated for each in counted] == [0.25, 0.25, 0.0]


@pytest.mark.parametrize(
    ("cells", "not_applicable", "unrated"),
    [
        (("NA", "."), 0.5, 0.5),
        (("N", "NA"), 0.5, 0.0),
        (("NA", "NA"), 1.0, 0.0),
        ((".", "NA"), 0.5, 0.5),
        ((".",), 0.0, 1.0),
    ],
)
def test_coverage_as_the_unit_tests_of_open_synthesis_have_it(
    matrix: MakeMatrix, cells: tuple[str, ...], not_applicable: float, unrated: float
) -> None:
    # openach tests at commit 10d6d00: proportion of NA, and of cells without a vote.
    first, _second = coverage(matrix(*(f"{cell} C" for cell in cells)))
    assert (first.share_not_applicable, first.share_unrated) == (not_applicable, unrated)


def test_coverage_of_a_blank_page_is_named() -> None:
    for each in coverage(Matrix(("H1", "H2"))):
        assert each.share_not_applicable == Undefined(Reason.NO_DATA)
        assert each.share_unrated == Undefined(Reason.NO_DATA)


def test_a_hypothesis_nothing_speaks_against_is_untested(case: Matrix) -> None:
    assert untested(case) == ("H4",)
    assert untested(case.without("E11")) == ("H2", "H4")
    assert untested(case.without("E3")) == ("H3", "H4", "H5")
    assert untested(Matrix(("H1", "H2"))) == ("H1", "H2")


def test_a_matrix_is_complete_when_every_cell_is_rated(matrix: MakeMatrix, row: MakeRow) -> None:
    assert matrix("C NA", "I I").complete
    assert not matrix("C NA", "I .").complete
    assert not Matrix(("H1", "H2")).complete
    assert row("C NA").complete
    assert not row("C .").complete


def test_a_row_can_be_read_otherwise_or_taken_out(matrix: MakeMatrix, row: MakeRow) -> None:
    before = matrix("C I", "N N")
    changed = before.replacing(row("II CC", "E2"))
    assert [each.cells for each in changed.rows] == [(Code.C, Code.I), (Code.II, Code.CC)]
    assert [each.handle for each in before.without("E1").rows] == ["E2"]
    assert before == matrix("C I", "N N")
    assert before.without("E9") == before.replacing(row("C C", "E9")) == before


def test_a_matrix_that_makes_no_sense_is_refused(row: MakeRow) -> None:
    with pytest.raises(InvalidInput, match=r"^A matrix compares at least two hypotheses\.$"):
        Matrix(("H1",))
    with pytest.raises(InvalidInput, match=r"^Each hypothesis needs a name of its own\.$"):
        Matrix(("H1", "H1"))
    with pytest.raises(InvalidInput, match=r"^Each piece of evidence needs a handle of its own\.$"):
        Matrix(("H1", "H2"), (row("C I", "E1"), row("C I", "E1")))
    with pytest.raises(InvalidInput, match=r"^E7 has 3 cells for 2 hypotheses\.$"):
        Matrix(("H1", "H2"), (row("C I N", "E7"),))

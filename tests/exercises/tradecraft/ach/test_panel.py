"""A matrix against a panel: cells, rows, standing."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.ach import (
    ORDINAL,
    Code,
    Matrix,
    MatrixAgreement,
    PanelCell,
    Row,
    Ungraded,
    agree_on_spread,
    agree_on_standing,
    agree_with_panel,
    cell_credit,
    panel_cell,
    spread,
)
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

CC, C, N, I, II, NA = Code  # noqa: E741
FEW, DIFFER = Ungraded


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([C, C, C], PanelCell(C, 0, None)),
        ([C, C, CC], PanelCell(C, 1, None)),
        ([C, CC, N], PanelCell(C, 2, DIFFER)),
        ([I, I, C], PanelCell(None, 2, DIFFER)),
        ([NA, NA, NA], PanelCell(NA, None, None)),
        ([NA, NA, C], PanelCell(NA, 0, DIFFER)),
        ([NA, C, C], PanelCell(C, 0, DIFFER)),
        ([C, C], PanelCell(C, 0, FEW)),
        ([], PanelCell(None, None, FEW)),
    ],
)
def test_a_panel_grades_only_what_it_agrees_on(codes: list[Code], expected: PanelCell) -> None:
    assert panel_cell(codes) == expected


def test_an_author_may_ask_for_fewer_experts_but_not_for_none() -> None:
    assert panel_cell([C], wanted=1) == PanelCell(C, 0, None)
    assert panel_cell([], wanted=0) == PanelCell(None, None, FEW)


@pytest.mark.parametrize(
    ("mine", "key", "expected"),
    [
        (C, C, 1.0),
        (CC, C, 1 - 1 / 16),
        (N, CC, 0.75),
        (I, CC, 1 - 9 / 16),
        (II, CC, 0.0),
        (CC, II, 0.0),
        (NA, NA, 1.0),
        (NA, N, 0.0),
        (N, NA, 0.0),
        (None, N, 0.0),
        (None, NA, 0.0),
    ],
)
def test_a_cell_loses_by_the_square_of_its_steps(
    mine: Code | None, key: Code, expected: float
) -> None:
    assert cell_credit(mine, key) == expected


def panel(*lines: str) -> list[list[PanelCell]]:
    """Key cells from lines of codes; "?" is a cell the experts differ about."""
    return [
        [
            PanelCell(C, 2, DIFFER) if code == "?" else PanelCell(Code(code), 0, None)
            for code in line.split()
        ]
        for line in lines
    ]


def cells(*lines: str) -> list[list[Code | None]]:
    return [[None if code == "." else Code(code) for code in line.split()] for line in lines]


def test_the_same_matrix_agrees_in_full(case: Matrix) -> None:
    key = [[PanelCell(code, 0, None) for code in row.cells] for row in case.rows]
    agreement = agree_with_panel([row.cells for row in case.rows], key)
    assert agreement == MatrixAgreement(1.0, 1.0, 60, 0, 0, 0, 0)
    assert agreement.credit == 1


def test_each_kind_of_cell_is_counted_apart() -> None:
    agreement = agree_with_panel(
        cells("CC I N", "NA N .", "C NA C"), panel("CC I C", "NA NA C", "? NA II")
    )
    assert agreement.ordered == 4
    assert (agreement.not_applicable, agreement.not_applicable_right) == (3, 2)
    assert (agreement.unrated, agreement.ungraded) == (1, 1)
    assert agreement.weighted == pytest.approx((1 + 1 + 15 / 16 + 7 / 16) / 4)
    # Pairs 5-5, 2-2, 3-4, 4-1: seen 0 + 0 + 1 + 9 = 10; by chance (26 + 14 + 10 + 14) / 4 = 16.
    assert agreement.kappa == pytest.approx(1 - 10 / 16)
    assert agreement.credit == pytest.approx(((1 - 10 / 16) * 4 + 2) / 8)


def test_agreement_below_chance_earns_nothing_but_takes_nothing_off() -> None:
    agreement = agree_with_panel(cells("II CC NA"), panel("CC II NA"))
    assert agreement.kappa == pytest.approx(-1)
    assert agreement.credit == pytest.approx(1 / 3)


def test_one_code_throughout_falls_back_on_plain_agreement() -> None:
    agreement = agree_with_panel(cells("C C ."), panel("C C C"))
    assert agreement.kappa == Undefined(Reason.NO_VARIATION)
    assert agreement.credit == pytest.approx(2 / 3)


def test_neutral_everywhere_earns_nothing() -> None:
    agreement = agree_with_panel(cells("N N N N"), panel("CC I C II"))
    assert agreement.kappa == 0
    assert agreement.credit == 0
    assert agreement.weighted == pytest.approx((0.75 + 15 / 16 + 15 / 16 + 0.75) / 4)


def test_nothing_graded_is_named_and_nothing_rated_earns_nothing() -> None:
    ungraded = agree_with_panel(cells("C C"), panel("? ?"))
    assert ungraded.credit == Undefined(Reason.NO_DATA)
    assert ungraded.weighted == Undefined(Reason.NO_DATA)
    assert ungraded.ungraded == 2
    empty = agree_with_panel(cells(". ."), panel("C NA"))
    assert (empty.credit, empty.unrated, empty.not_applicable) == (0, 2, 0)


def test_a_cell_without_a_consensus_is_not_graded() -> None:
    agreement = agree_with_panel(cells("C C"), [[PanelCell(None, None, None), *panel("C")[0]]])
    assert (agreement.ordered, agreement.ungraded) == (1, 1)


def test_matrices_of_unlike_shape_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^The matrix and its key differ in shape\.$"):
        agree_with_panel(cells("C C"), panel("C"))
    with pytest.raises(InvalidInput, match=r"^The matrix and its key differ in shape\.$"):
        agree_with_panel(cells("C C"), panel("C C", "C C"))
    with pytest.raises(InvalidInput, match=r"^The matrix and its key differ in shape\.$"):
        agree_on_spread([Row("E1", (C, C))], [])


ordered = st.sampled_from(list(ORDINAL))


@given(st.lists(st.tuples(ordered, ordered), min_size=1, max_size=30))
def test_credit_lies_between_nothing_and_all(pairs: list[tuple[Code, Code]]) -> None:
    key = [[PanelCell(b, 0, None) for _, b in pairs]]
    credit = agree_with_panel([[a for a, _ in pairs]], key).credit
    assert not isinstance(credit, Undefined)
    assert 0 <= credit <= 1


def test_the_order_of_rows_by_spread_is_compared(
    case: Matrix, matrix: Callable[..., Matrix]
) -> None:
    assert agree_on_spread(case.rows, case.rows) == pytest.approx(1)
    low_to_high = matrix("C C", "C N", "CC II").rows
    assert agree_on_spread(low_to_high, low_to_high[::-1]) == pytest.approx(-1)
    assert agree_on_spread(low_to_high, matrix("C C", ". .", "C I").rows) == pytest.approx(1)
    assert agree_on_spread(matrix(". .", "C I").rows, low_to_high[:2]) == Undefined(
        Reason.TOO_FEW, have=1, needed=2
    )


def test_spreads_that_differ_by_the_dust_of_the_last_digit_are_tied() -> None:
    # Both spread 0.4; in floating point they are 0.39999999999999997 and 0.4.
    dusty = [Row("E1", (C, N, C, C, C)), Row("E2", (II, II, I, II, II)), Row("E3", (CC,) * 5)]
    clean = [Row("E1", (C, N, C, C, C)), Row("E2", (N, C, C, C, C)), Row("E3", (CC,) * 5)]
    assert spread(dusty[0]) != spread(dusty[1])
    assert agree_on_spread(dusty, clean) == 1


def test_the_order_of_hypotheses_is_compared_with_ties() -> None:
    assert agree_on_standing((4, 1, 1, 0, 1), (4, 1, 1, 0, 1)) == pytest.approx(1)
    assert agree_on_standing((0, 1), (1, 0)) == pytest.approx(-1)
    assert agree_on_standing((1, 1 + 1e-12, 2), (1, 2, 3)) == pytest.approx(2 / 6**0.5)

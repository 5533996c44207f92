"""Which item, if wrong, changes the order? Against the model answers of the demo case."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.ach import (
    Code,
    Doubt,
    Effect,
    Matrix,
    Row,
    Scheme,
    Standing,
    compare_standings,
    inconsistency,
    linchpins,
    sensitivity,
    standing,
)
from exercises.tradecraft.ach.sensitivity import reverse

MakeRow = Callable[..., Row]
MakeMatrix = Callable[..., Matrix]

COUNT, PARC = Scheme.COUNT, Scheme.PARC_WEIGHTED


def test_dropping_the_row_of_the_turkish_and_kurdish_sources_changes_nothing(case: Matrix) -> None:
    without = case.without("E2")
    assert inconsistency(without, COUNT) == (4, 1, 1, 0, 1)
    effects = {each.handle: each for each in sensitivity(case, COUNT)}
    assert effects["E2"].effect is Effect.NOTHING
    assert effects["E2"].after.scores == (4, 1, 1, 0, 1)
    expected = (5.6568542495, 1.4142135624, 0.7071067812, 0, 0.7071067812)
    assert inconsistency(without, PARC) == pytest.approx(expected)


def test_independent_turkish_and_kurdish_sources_would_cost_h4_its_lead(
    case: Matrix, row: MakeRow
) -> None:
    changed = case.replacing(row("C C C I I", "E2", "LH"))
    assert inconsistency(changed, COUNT) == (4, 1, 1, 1, 2)
    expected = (5.6568542495, 1.4142135624, 0.7071067812, 1.0, 1.7071067812)
    assert inconsistency(changed, PARC) == pytest.approx(expected)
    assert standing(changed, PARC).order == (("H3",), ("H4",), ("H2",), ("H5",), ("H1",))
    assert compare_standings(standing(case, PARC), standing(changed, PARC)) is Effect.LEAD


def test_the_linchpin_is_an_argument_not_a_report(case: Matrix, row: MakeRow) -> None:
    changed = case.replacing(row("N N C C N", "E11", "MH"))
    assert inconsistency(changed, COUNT) == (2, 0, 1, 0, 1)
    expected = (2.8284271247, 0, 0.7071067812, 0, 0.7071067812)
    assert inconsistency(changed, PARC) == pytest.approx(expected)
    assert standing(changed, COUNT).least_refuted == {"H2", "H4"}


def test_dropping_e3_leaves_three_hypotheses_together(case: Matrix) -> None:
    without = case.without("E3")
    assert inconsistency(without, COUNT) == (4, 1, 0, 0, 0)
    assert inconsistency(without, PARC) == pytest.approx((5.6568542495, 1.4142135624, 0, 0, 0))


@pytest.mark.parametrize("scheme", Scheme)
def test_the_linchpins_of_the_case_under_every_scheme(case: Matrix, scheme: Scheme) -> None:
    assert linchpins(case, scheme) == ("E3", "E11")


def test_planted_rows_are_read_the_other_way_round(case: Matrix) -> None:
    # E1 speaks for H4 most of all; were it planted, H4 would lose its lead.
    effects = {each.handle: each for each in sensitivity(case, COUNT, Doubt.REVERSED)}
    assert effects["E1"].after.scores == (5, 2, 2, 2, 2)
    assert effects["E1"].effect is Effect.LEAD
    assert effects["E10"].effect is Effect.NOTHING
    assert effects["E1"].doubt is Doubt.REVERSED
    assert "E1" in linchpins(case, COUNT, Doubt.REVERSED)


def test_reversing_turns_for_into_against_and_keeps_the_rest(row: MakeRow) -> None:
    turned = reverse(row("CC C N I II NA .", "E4", "LH"))
    assert turned == row("II I N C CC NA .", "E4", "LH")


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ((("a",), ("b",), ("c",)), (("a",), ("b",), ("c",)), Effect.NOTHING),
        ((("a",), ("b",), ("c",)), (("b",), ("a",), ("c",)), Effect.LEAD),
        ((("a",), ("b",), ("c",)), (("a", "b"), ("c",)), Effect.LEAD),
        ((("a",), ("b",), ("c",)), (("a",), ("c",), ("b",)), Effect.ORDER),
        ((("a",), ("b",), ("c",)), (("a",), ("b", "c")), Effect.TIES),
        ((("a",), ("b", "c")), (("a",), ("b",), ("c",)), Effect.TIES),
    ],
)
def test_the_strongest_effect_is_named(
    before: tuple[tuple[str, ...], ...], after: tuple[tuple[str, ...], ...], effect: Effect
) -> None:
    one, other = Standing(COUNT, (), before), Standing(COUNT, (), after)
    assert compare_standings(one, other) is effect


codes = st.sampled_from(Code)
matrices = st.lists(st.tuples(codes, codes, codes), min_size=1, max_size=8).map(
    lambda rows: Matrix(
        ("H1", "H2", "H3"), tuple(Row(f"E{n}", cells) for n, cells in enumerate(rows))
    )
)


@given(matrices, st.sampled_from(Scheme), st.sampled_from(Doubt))
def test_doubting_a_row_is_the_same_as_scoring_the_changed_matrix(
    matrix: Matrix, scheme: Scheme, doubt: Doubt
) -> None:
    for row, effect in zip(matrix.rows, sensitivity(matrix, scheme, doubt), strict=True):
        if doubt is Doubt.DROPPED:
            changed = standing(matrix.without(row.handle), scheme)
        else:
            changed = standing(matrix.replacing(reverse(row)), scheme)
        assert effect.handle == row.handle
        assert effect.before == standing(matrix, scheme)
        assert effect.after.scheme is scheme
        assert effect.after.scores == pytest.approx(changed.scores)
        assert effect.after.order == changed.order
        assert effect.effect is compare_standings(effect.before, changed)


@given(matrices)
def test_a_row_that_separates_nothing_is_never_a_linchpin(matrix: Matrix) -> None:
    level = {row.handle for row in matrix.rows if len(set(row.cells)) == 1}
    assert level.isdisjoint(linchpins(matrix, COUNT))


def test_a_matrix_without_rows_has_nothing_to_doubt() -> None:
    assert sensitivity(Matrix(("H1", "H2")), COUNT) == ()

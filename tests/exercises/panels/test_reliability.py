"""Which statistic fits what was rated, and that a missing one says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.kinds.panels import Ratings
from exercises.panels.reliability import ICC_MEAN, ICC_ONE, KAPPA, figures
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.undefined import Undefined

RANKS = {code: float(place) for place, code in enumerate("ABCDE")}
Grid = tuple[tuple[str | None, ...], ...]
ALPHA = "Krippendorff's alpha, "


def ratings(metric: Metric, grid: Grid) -> Ratings:
    ranks = RANKS if metric is Metric.ORDINAL else {}
    return Ratings("What it is", metric, tuple(map(str, range(len(grid)))), grid, ranks)


@pytest.mark.parametrize(
    ("metric", "grid", "names"),
    [
        (Metric.NOMINAL, (("a", "a"), ("b", "c")), ["nominal"]),
        (Metric.ORDINAL, (("A", "A"), ("B", "C")), ["ordinal", KAPPA]),
        (Metric.ORDINAL, (("A", "A", "B"), ("B", "C", "C")), ["ordinal"]),
        (Metric.ORDINAL, (("A", None), (None, "C")), ["ordinal"]),
        (Metric.INTERVAL, (("10", "20"), ("50", "60")), ["interval", ICC_ONE, ICC_MEAN]),
        (Metric.INTERVAL, (("10", "20"), ("50", None)), ["interval"]),
        (Metric.INTERVAL, (("10", "20"),), ["interval", ICC_ONE]),
        (Metric.RATIO, (("10", "20"), ("50", "60")), ["ratio"]),
    ],
)
def test_each_scale_has_its_own_figures(metric: Metric, grid: Grid, names: list[str]) -> None:
    found = figures([ratings(metric, grid)])
    assert [figure.name.removeprefix(ALPHA) for figure in found] == names
    assert {figure.about for figure in found} == {"What it is"}


def test_a_figure_that_does_not_exist_says_why() -> None:
    alpha, one = figures([ratings(Metric.INTERVAL, (("10", "10"),))])
    assert not alpha.defined
    assert not one.defined
    assert isinstance(alpha.value, Undefined)
    assert str(alpha.value)


def test_a_figure_names_the_lines_it_rests_on() -> None:
    alpha, kappa = figures([ratings(Metric.ORDINAL, (("A", "A"), ("B", None), (None, None)))])
    assert (alpha.lines, kappa.lines) == (2, 1)


def test_what_stands_outside_the_order_is_left_out() -> None:
    alpha, kappa = figures([ratings(Metric.ORDINAL, (("A", "A"), ("E", "E"), ("F", "A")))])
    assert alpha.value == kappa.value == 1.0


@given(
    st.sampled_from(Metric),
    st.lists(st.lists(st.sampled_from("12345"), min_size=3, max_size=3), min_size=2, max_size=6),
)
def test_experts_who_say_the_same_never_agree_less_than_others(
    metric: Metric, rows: list[list[str]]
) -> None:
    same = tuple((row[0],) * 3 for row in rows)
    ranks = {code: float(code) for code in "12345"}
    for grid in (same, tuple(map(tuple, rows))):
        each = Ratings("x", metric, tuple(map(str, range(len(grid)))), grid, ranks)
        for figure in figures([each]):
            if figure.defined:
                assert isinstance(figure.value, float)
                assert figure.value <= 1.0 + 1e-9
                if grid is same:
                    assert figure.value == pytest.approx(1.0)

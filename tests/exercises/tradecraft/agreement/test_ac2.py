"""Gwet's AC1 and AC2 against the figures of the irrCAC documentation, and by hand."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.agreement import Weights, cohen_kappa, gwet_ac2
from exercises.tradecraft.agreement.kappa import disagreement
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

# Two abstractors, 100 cases (irrCAC documentation): AC1 0.84933, AC2 with quadratic weights 0.94024.
ABSTRACTORS = (
    [["Ectopic", "Ectopic"]] * 13
    + [["AIU", "AIU"]] * 20
    + [["AIU", "NIU"]] * 7
    + [["NIU", "AIU"]] * 4
    + [["NIU", "NIU"]] * 56
)
# Four raters, twelve units, ratings missing (irrCAC documentation): AC1 0.77544.
FOUR_RATERS = [
    [1, 1, None, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [None, 5, 5, 5],
    [None, None, 1, 1],
    [None, None, 3, None],
]


def test_the_published_table_of_two_abstractors() -> None:
    levels = ["Ectopic", "AIU", "NIU"]
    assert gwet_ac2(ABSTRACTORS, levels, Weights.NOMINAL) == pytest.approx(0.8493305, abs=5e-7)
    assert gwet_ac2(ABSTRACTORS, levels) == pytest.approx(0.94024, abs=5e-6)


def test_the_published_ratings_with_holes() -> None:
    ac1 = gwet_ac2(FOUR_RATERS, [1, 2, 3, 4, 5], Weights.NOMINAL)
    assert ac1 == pytest.approx(0.77544, abs=5e-6)


def test_by_hand() -> None:
    # Two of three agree; shares 1/2 and 1/2, so chance is 2 / 2 * (1/4 + 1/4) = 1/2.
    assert gwet_ac2([[1, 1], [2, 2], [1, 2]], [1, 2], Weights.NOMINAL) == pytest.approx(1 / 3)


def test_a_lopsided_class_keeps_its_figure_where_kappa_loses_it() -> None:
    grid = [[1, 1]] * 18 + [[1, 2], [2, 1]]
    kappa = cohen_kappa([a for a, _ in grid], [b for _, b in grid], [1, 2])
    ac1 = gwet_ac2(grid, [1, 2], Weights.NOMINAL)
    assert kappa == pytest.approx(-1 / 19)
    assert ac1 == pytest.approx((0.9 - 0.095) / (1 - 0.095))


levels = [1, 2, 3, 4]
grids = st.integers(2, 4).flatmap(
    lambda judges: st.lists(
        st.lists(st.none() | st.sampled_from(levels), min_size=judges, max_size=judges), max_size=10
    )
)


@given(grids, st.sampled_from(Weights))
def test_ac2_from_its_definition(grid: list[list[int | None]], weights: Weights) -> None:
    apart = disagreement(weights, 4)
    things = [[levels.index(v) for v in row if v is not None] for row in grid]
    rated = [thing for thing in things if thing]
    pairs = [list(combinations(thing, 2)) for thing in rated if len(thing) > 1]
    ours = gwet_ac2(grid, levels, weights)
    if not pairs:
        assert ours == Undefined(Reason.NO_PAIRS if rated else Reason.NO_DATA)
        return
    agreed = sum(sum(1 - apart[a][b] for a, b in each) / len(each) for each in pairs) / len(pairs)
    shares = [sum(t.count(k) / len(t) for t in rated) / len(rated) for k in range(4)]
    weight = sum(1 - value for row in apart for value in row)
    chance = weight / 12 * sum(share * (1 - share) for share in shares)
    assert ours == pytest.approx((agreed - chance) / (1 - chance))


def test_full_agreement_is_one_even_when_constant() -> None:
    assert gwet_ac2([[2, 2], [2, 2]], levels) == 1


def test_what_is_off_the_scale_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^“5” is not a level of this scale\.$"):
        gwet_ac2([[1, 5]], levels)
    with pytest.raises(
        InvalidInput, match=r"^A scale needs at least two levels, each named once\.$"
    ):
        gwet_ac2([[1, 1]], [1])
    with pytest.raises(InvalidInput, match=r"^Every row needs a place for every judge\.$"):
        gwet_ac2([[1, 1], [1]], levels)

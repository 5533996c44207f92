"""How an item behaves in a class: difficulty, discrimination, and how well items hang together."""

from __future__ import annotations

import pytest

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.items import cronbach_alpha, difficulty, discrimination
from exercises.tradecraft.undefined import Reason, Undefined


def test_difficulty_is_the_mean_share_that_was_earned() -> None:
    assert difficulty([1.0, 0.5, 0.0, 0.5], shown_from=4) == pytest.approx(0.5)
    assert difficulty([1.0], shown_from=2) == Undefined(Reason.TOO_FEW, have=1, needed=2)
    assert difficulty([], shown_from=0) == Undefined(Reason.TOO_FEW, have=0, needed=1)


def test_an_item_that_follows_the_rest_discriminates_fully() -> None:
    assert discrimination([0.0, 0.5, 1.0], [1.0, 2.0, 3.0], shown_from=2) == pytest.approx(1.0)
    assert discrimination([1.0, 0.5, 0.0], [1.0, 2.0, 3.0], shown_from=2) == pytest.approx(-1.0)


def test_where_everybody_is_alike_nothing_is_discriminated() -> None:
    same = discrimination([0.5, 0.5, 0.5], [1.0, 2.0, 3.0], shown_from=2)
    assert same == Undefined(Reason.NO_VARIATION)
    few = discrimination([0.5], [1.0], shown_from=0)
    assert few == Undefined(Reason.TOO_FEW, have=1, needed=2)


def test_alpha_follows_its_definition() -> None:
    """Two items that say the same have 1; two that contradict each other have the same sum for all."""
    assert cronbach_alpha([[0.0, 0.0], [1.0, 1.0]], shown_from=2) == pytest.approx(1.0)
    assert cronbach_alpha([[0.0, 1.0], [1.0, 0.0]], shown_from=2) == Undefined(Reason.NO_VARIATION)
    mixed = [[1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]
    # variances 3/16, 1/4, 3/16 of the items, 5/4 of the sums: 3/2 x (1 - (5/8) / (5/4))
    assert cronbach_alpha(mixed, shown_from=2) == pytest.approx(0.75)


def test_alpha_needs_people_and_items() -> None:
    assert cronbach_alpha([[1.0, 0.0]], shown_from=0) == Undefined(Reason.TOO_FEW, have=1, needed=2)
    assert cronbach_alpha([[1.0], [0.0]], shown_from=2) == Undefined(
        Reason.TOO_FEW, have=1, needed=2
    )


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: difficulty([float("nan")]),
        lambda: discrimination([1.0], [1.0, 2.0]),
        lambda: discrimination([1.0], [float("inf")]),
        lambda: cronbach_alpha([[1.0, 0.0], [1.0]]),
        lambda: cronbach_alpha([[float("nan")]]),
    ],
)
def test_what_cannot_be_reckoned_with_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidInput):
        wrong()  # type: ignore[operator]

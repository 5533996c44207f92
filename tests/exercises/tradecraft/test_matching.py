"""One to one, as many as possible."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.matching import match_one_to_one


def test_an_answer_gives_way_when_it_has_another_choice() -> None:
    assert match_one_to_one([[0, 1], [0]]) == (1, 0)
    assert match_one_to_one([[0], [0, 1]]) == (0, 1)
    assert match_one_to_one([[0], [0]]) == (0, None)
    assert match_one_to_one([[], [2, 1]]) == (None, 2)
    assert match_one_to_one([]) == ()


def test_a_chain_of_answers_gives_way() -> None:
    assert match_one_to_one([[0, 1], [1, 2], [0]]) == (1, 2, 0)
    assert match_one_to_one([[0], [1], [0, 1], [1, 2]]) == (0, 1, None, 2)


choices = st.lists(st.lists(st.integers(0, 3), unique=True, max_size=4), max_size=4)


@given(choices)
def test_no_matching_is_larger(given_choices: list[list[int]]) -> None:
    matched = match_one_to_one(given_choices)
    items = [item for item in matched if item is not None]
    assert len(items) == len(set(items))
    assert all(
        item is None or item in fit for item, fit in zip(matched, given_choices, strict=True)
    )
    best = max(
        sum(item in fit for item, fit in zip(order, given_choices, strict=False))
        for order in permutations(range(4))
    )
    assert len(items) == best

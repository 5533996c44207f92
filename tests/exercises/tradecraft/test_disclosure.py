"""Small numbers: nobody's answer can be read off what a group is told."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from exercises.tradecraft.disclosure import (
    CHANGED_ENOUGH,
    MOST_RANGES,
    NEARLY_ALL,
    Audience,
    Hidden,
    Range,
    Shares,
    Spread,
    Why,
    disclose_mean,
    disclose_median,
    disclose_shares,
    disclose_spread,
    may_replace,
)
from exercises.tradecraft.invalid import InvalidInput

INSTRUCTOR, COORDINATOR, STUDENT, LIVE = Audience
CLOSED = (COORDINATOR, STUDENT, LIVE)
POINTS = [float(point) for point in range(21)]
counts = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 40), max_size=6)
marks = st.lists(st.integers(0, 20).map(float), max_size=60)


def test_a_class_before_one_screen_sees_shares_from_five_answers_on() -> None:
    assert disclose_shares({"A": 3, "B": 1}, LIVE) == Hidden(Why.TOO_FEW, 5)
    assert disclose_shares({"A": 3, "B": 2}, LIVE) == Shares(5, {"A": 3, "B": 2})
    found = disclose_shares({"A": 3, "B": 2}, LIVE)
    assert isinstance(found, Shares)
    assert (found.share("A"), found.share("C")) == (0.6, 0)


def test_what_is_held_back_says_from_when_on_and_never_how_many_there_are() -> None:
    assert str(disclose_shares({"A": 4}, LIVE)) == "Shown from 5 answers on."
    assert disclose_shares({"A": 1}, LIVE) == disclose_shares({"A": 4}, LIVE)
    assert str(Hidden(Why.ALIKE)) == "All but a few are alike, so no figure is shown."


def test_students_see_shares_and_spreads_of_ten_and_middles_of_five() -> None:
    assert disclose_shares({"A": 5, "B": 4}, STUDENT) == Hidden(Why.TOO_FEW, 10)
    assert disclose_shares({"A": 5, "B": 5}, STUDENT) == Shares(10, {"A": 5, "B": 5})
    assert disclose_mean([1, 2, 3, 4], STUDENT) == Hidden(Why.TOO_FEW, 5)
    assert disclose_mean([1, 2, 3, 4, 10], STUDENT) == 4
    assert disclose_median([1, 2, 3, 4, 10], STUDENT) == 3
    assert disclose_median([1, 2], COORDINATOR) == Hidden(Why.TOO_FEW, 5)
    assert disclose_spread([1.0] * 9, POINTS, STUDENT) == Hidden(Why.TOO_FEW, 10)


def test_where_nearly_all_agree_the_choice_is_told_without_a_figure() -> None:
    assert disclose_shares({"A": 10, "B": 1}, LIVE) == Shares(11, {}, "A")
    assert disclose_shares({"A": 9, "B": 1}, LIVE) == Shares(10, {"A": 9, "B": 1})
    assert disclose_shares({"A": 11}, INSTRUCTOR) == Shares(11, {"A": 11})
    assert disclose_mean([3] * 8, STUDENT) == Hidden(Why.ALIKE)
    assert disclose_median([3] * 8, LIVE) == Hidden(Why.ALIKE)
    assert disclose_mean([3] * 8, INSTRUCTOR) == 3
    assert disclose_spread([3.0] * 12, POINTS, STUDENT) == Hidden(Why.ALIKE)


def test_instructors_see_everything_of_their_own_class() -> None:
    assert disclose_shares({"A": 1}, INSTRUCTOR) == Shares(1, {"A": 1})
    assert disclose_mean([7], INSTRUCTOR) == 7
    assert disclose_spread([1, 2, 2], [0, 1, 2], INSTRUCTOR) == Spread(
        3, (Range(0, 1, 0), Range(1, 2, 3))
    )


def test_nothing_at_all_is_held_back_from_everybody() -> None:
    assert disclose_shares({}, INSTRUCTOR) == Hidden(Why.TOO_FEW, 1)
    assert disclose_mean([], INSTRUCTOR) == Hidden(Why.TOO_FEW, 1)
    assert disclose_spread([], [0, 1], INSTRUCTOR) == Hidden(Why.TOO_FEW, 1)


def test_neighbouring_ranges_are_joined_until_each_holds_three() -> None:
    values = [1.0, 2.0, 2.0, 9.0, 9.0, 9.0, 15.0, 15.0, 16.0, 20.0]
    assert disclose_spread(values, POINTS, STUDENT) == Spread(
        10, (Range(0, 3, 3), Range(3, 10, 3), Range(10, 20, 4))
    )


def test_more_than_five_ranges_are_joined_where_they_hold_fewest() -> None:
    values = [float(mark) for mark in (0, 4, 8, 12, 16, 19) for _ in range(3)] + [0.0, 19.0]
    assert disclose_spread(values, POINTS, STUDENT) == Spread(
        20,
        (Range(0, 1, 4), Range(1, 9, 6), Range(9, 13, 3), Range(13, 17, 3), Range(17, 20, 4)),
    )


def test_input_that_cannot_be_meant_is_refused() -> None:
    with pytest.raises(InvalidInput, match="below zero"):
        disclose_shares({"A": -1}, INSTRUCTOR)
    for edges in ([], [0.0], [0.0, 0.0], [1.0, 0.0]):
        with pytest.raises(InvalidInput, match="rise"):
            disclose_spread([0.0], edges, INSTRUCTOR)
    for value in (-0.5, 1.5):
        with pytest.raises(InvalidInput, match="outside"):
            disclose_spread([value], [0, 1], INSTRUCTOR)


@given(counts, st.sampled_from(CLOSED))
def test_shares_are_whole_or_not_there(given_counts: dict[str, int], audience: Audience) -> None:
    found = disclose_shares(given_counts, audience)
    n = sum(given_counts.values())
    if isinstance(found, Hidden):
        assert n < found.needed
        return
    assert found.n == n >= 5
    if found.most is None:
        assert found.counts == given_counts
        assert max(given_counts.values()) <= NEARLY_ALL * n
    else:
        assert not found.counts
        assert given_counts[found.most] > NEARLY_ALL * n


@given(marks, st.sampled_from(CLOSED))
def test_every_range_told_holds_three_people_and_there_are_five_at_most(
    values: list[float], audience: Audience
) -> None:
    found = disclose_spread(values, POINTS, audience)
    if isinstance(found, Hidden):
        assert found.why is Why.ALIKE or len(values) < found.needed
        return
    assert sum(each.count for each in found.ranges) == len(values) == found.n
    assert all(each.count >= 3 for each in found.ranges)
    assert 2 <= len(found.ranges) <= MOST_RANGES
    assert (found.ranges[0].low, found.ranges[-1].high) == (0, 20)
    assert all(one.high == other.low for one, other in pairwise(found.ranges))


@given(st.lists(st.integers(0, 20).map(float), min_size=10, max_size=10))
def test_who_knows_their_own_mark_learns_no_other_mark_in_a_class_of_ten(
    values: list[float],
) -> None:
    """Whoever the other is, two ranges or more may hold them, and never alone with the reader."""
    found = disclose_spread(values, POINTS, STUDENT)
    assume(isinstance(found, Spread))
    assert isinstance(found, Spread)
    mine = next(
        each for each in found.ranges if each.low <= values[0] < each.high or each.high == 20
    )
    others = [each.count - (each is mine) for each in found.ranges]
    assert len(others) >= 2
    assert all(number >= 2 for number in others)


@given(st.lists(st.dictionaries(st.integers(0, 20), st.integers(0, 3), max_size=12), max_size=30))
def test_no_two_views_that_people_saw_differ_by_one_person_or_two(
    states: list[dict[int, int]],
) -> None:
    shown: dict[int, int] = {}
    views = []
    for now in states:
        if now and may_replace(
            shown, now
        ):  # a view of nobody tells nothing, so the last one stands
            shown = now
            views.append(shown)
    for before, after in pairwise(views):
        people = {person for person, _answer in before.items() ^ after.items()}
        assert len(people) >= CHANGED_ENOUGH


def test_the_first_view_may_always_be_shown_and_later_ones_when_three_people_changed() -> None:
    five = dict.fromkeys(range(5), 1)
    assert may_replace({}, {1: 1})
    assert not may_replace(five, five | {5: 1, 6: 1})
    assert may_replace(five, five | {5: 1, 6: 1, 7: 1})
    assert not may_replace(five, five | {0: 2, 1: 2}), "two who answered anew are two people"
    assert may_replace(five, {0: 1, 1: 1, 2: 2, 7: 1, 3: 1})

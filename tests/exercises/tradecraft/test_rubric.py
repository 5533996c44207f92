"""The nine standards: levels, sums, and markers who differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.rubric import (
    DESCRIPTORS,
    EIGHT_STANDARDS,
    LEVEL_LABELS,
    STANDARD_LABELS,
    Combined,
    Level,
    Standard,
    bounds,
    combine,
    total,
)

NOT, POOR, FAIR, GOOD, EXCELLENT = Level


def test_nine_standards_of_which_eight_make_the_rating_scale() -> None:
    assert len(Standard) == 9
    assert Standard.CHANGE not in EIGHT_STANDARDS
    assert len(EIGHT_STANDARDS) == 8
    assert list(STANDARD_LABELS) == list(Standard)
    assert list(LEVEL_LABELS) == list(Level) == [0, 1, 2, 3, 4]


def test_every_standard_describes_every_level_but_not_attempted() -> None:
    assert list(DESCRIPTORS) == list(Standard)
    for descriptors in DESCRIPTORS.values():
        assert list(descriptors) == [EXCELLENT, GOOD, FAIR, POOR]
        assert all(text.endswith(".") for text in descriptors.values())


def test_the_published_use_of_the_rating_scale() -> None:
    # Hunt-Laboratory/huntr, commit cf57c5d: eight criteria, Poor 1 to Excellent 4, plain sum, mean
    # of the raters' sums; example computed.
    raters = [
        [GOOD, FAIR, GOOD, POOR, GOOD, GOOD, FAIR, POOR],
        [GOOD, GOOD, FAIR, FAIR, GOOD, FAIR, FAIR, POOR],
        [EXCELLENT, FAIR, GOOD, FAIR, GOOD, GOOD, GOOD, FAIR],
    ]
    outcome = combine([dict(zip(EIGHT_STANDARDS, levels, strict=True)) for levels in raters])
    assert outcome.totals == (18, 18, 22)
    assert outcome.mean_total == pytest.approx(19.3333333333)
    assert bounds(8) == (8, 32)
    assert list(outcome.criteria) == list(EIGHT_STANDARDS)
    assert outcome.differences == ()


def test_two_markers_meet_in_half_levels() -> None:
    outcome = combine([{"a": 2, "b": 3, "c": 4}, {"a": 3, "b": 3, "c": 1}])
    assert outcome.criteria["a"] == Combined((2, 3), 2.5, 5, 1)
    assert outcome.criteria["b"] == Combined((3, 3), 3.0, 6, 0)
    assert outcome.criteria["c"] == Combined((4, 1), 2.5, 5, 3)
    assert outcome.totals == (9, 7)
    assert outcome.mean_total == outcome.half_step_total == 8
    assert outcome.differences == ("c",)


@pytest.mark.parametrize(
    ("levels", "half_steps"),
    [
        ((2, 2, 3), 5),  # 2.333 is nearer to 2.5 than to 2
        ((2, 3, 3), 5),
        ((1, 1, 1, 2), 3),  # 1.25 lies between 1 and 1.5: upward
        ((1, 2, 2, 2), 4),  # 1.75 likewise
        ((4,), 8),
        ((0, 0), 0),
    ],
)
def test_a_mean_is_rounded_to_the_nearest_half_level(
    levels: tuple[int, ...], half_steps: int
) -> None:
    combined = combine([{"a": level} for level in levels]).criteria["a"]
    assert combined.half_steps == half_steps
    assert combined.mean == sum(levels) / len(levels)


@pytest.mark.parametrize(
    ("levels", "disputed", "talk"),
    [
        ((1, 3), False, True),
        ((2, 3), False, False),
        ((0, 1), True, True),
        ((0, 0), False, False),
        ((4, 2, 3), False, True),
        ((1, 2, 2), False, False),
    ],
)
def test_two_levels_apart_or_a_disputed_attempt_need_a_talk(
    levels: tuple[int, ...], disputed: bool, talk: bool
) -> None:
    outcome = combine([{"a": level} for level in levels])
    assert outcome.criteria["a"].attempt_disputed is disputed
    assert outcome.criteria["a"].needs_talk is talk
    assert outcome.differences == (("a",) if talk else ())


marks = st.integers(1, 5).flatmap(
    lambda criteria: st.lists(
        st.lists(st.integers(0, 4), min_size=criteria, max_size=criteria).map(
            lambda levels: {f"c{place}": level for place, level in enumerate(levels)}
        ),
        min_size=1,
        max_size=6,
    )
)


@given(marks)
def test_half_steps_stay_within_a_quarter_level_of_the_mean(
    given_marks: list[dict[str, int]],
) -> None:
    outcome = combine(given_marks)
    for combined in outcome.criteria.values():
        assert abs(combined.half_steps / 2 - combined.mean) <= 0.25
    if len(given_marks) <= 2:
        assert outcome.half_step_total == outcome.mean_total


@given(marks)
def test_the_order_of_the_markers_does_not_matter(given_marks: list[dict[str, int]]) -> None:
    one, other = combine(given_marks), combine(given_marks[::-1])
    assert one.mean_total == other.mean_total
    assert one.half_step_total == other.half_step_total
    assert one.differences == other.differences


def test_levels_off_the_scale_and_unlike_rubrics_are_refused() -> None:
    for level in (-1, 5):
        with pytest.raises(InvalidInput, match=r"^A level is a whole number from 0 to 4\.$"):
            total({"a": level})
        with pytest.raises(InvalidInput, match=r"^A level is a whole number from 0 to 4\.$"):
            total({"a": 1, "b": level})
    with pytest.raises(InvalidInput, match=r"^A rubric needs at least one criterion\.$"):
        total({})
    with pytest.raises(InvalidInput, match=r"^There is no marker yet\.$"):
        combine([])
    with pytest.raises(InvalidInput, match=r"^All markers must mark the same criteria\.$"):
        combine([{"a": 1}, {"b": 1}])
    with pytest.raises(InvalidInput, match=r"^A level is a whole number from 0 to 4\.$"):
        combine([{"a": 1}, {"a": 7}])

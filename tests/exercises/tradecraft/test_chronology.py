"""Order of events pair by pair, and dates no more precise than known."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.tradecraft.chronology import (
    DATE_CREDIT,
    Basis,
    DateVerdict,
    OrderScore,
    PartialDate,
    Precision,
    Season,
    judge_date,
    score_order,
)
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined


def groups(line: str) -> list[set[str]]:
    """Groups of one-letter events from a line such as "a bc d"."""
    return [set(group) for group in line.split()]


@pytest.mark.parametrize(
    ("mine", "right", "wrong", "left"),
    [
        ("a b c d", 6, 0, 0),
        ("d c b a", 0, 6, 0),
        ("b a c d", 5, 1, 0),
        ("ab c d", 5, 0, 1),
        ("a b c", 3, 0, 3),
        ("", 0, 0, 6),
    ],
)
def test_every_pair_of_the_key_counts(mine: str, right: int, wrong: int, left: int) -> None:
    score = score_order(groups(mine), groups("a b c d"), set())
    assert (score.right, score.wrong, score.open) == (right, wrong, left)
    assert score.credit == right / 6


def test_pairs_the_key_leaves_open_do_not_count() -> None:
    key = groups("a bc d")
    for mine in ("a b c d", "a c b d", "a bc d"):
        assert score_order(groups(mine), key, set()).credit == 1
    assert score_order(groups("a c b d"), key, set()).right == 5


def test_putting_an_undated_event_in_order_is_named_and_scores_nothing() -> None:
    score = score_order(groups("a x b"), groups("a b"), {"x", "y"})
    assert score == OrderScore(1, 0, 0, ("x",), 1.0)


def test_tau_is_taken_over_events_both_sides_order() -> None:
    assert score_order(groups("c b a"), groups("a b c d"), set()).tau == -1
    assert score_order(groups("a"), groups("a b"), set()).tau == Undefined(
        Reason.TOO_FEW, have=1, needed=2
    )


@given(st.permutations("abcdef"))
def test_credit_and_tau_say_the_same_about_full_orders(order: list[str]) -> None:
    score = score_order([{each} for each in order], groups("a b c d e f"), set())
    assert not isinstance(score.credit, Undefined)
    assert score.tau == pytest.approx(2 * score.credit - 1)


def test_a_key_without_pairs_has_no_credit() -> None:
    assert score_order(groups("a"), groups("ab"), set()).credit == Undefined(Reason.NO_DATA)


def test_events_that_make_no_sense_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^There is no event z\.$"):
        score_order(groups("z"), groups("a"), set())
    with pytest.raises(InvalidInput, match=r"^a stands in two places\.$"):
        score_order(groups("a a"), groups("a"), set())
    with pytest.raises(InvalidInput, match=r"^An event is either in order or undated\.$"):
        score_order(groups("a"), groups("a"), {"a"})


JANUARY = PartialDate(2023, month=1)
SUMMER = PartialDate(2024, season=Season.SUMMER, basis=Basis.INFERRED)
UNDATED = PartialDate()


@pytest.mark.parametrize(
    ("mine", "key", "verdict"),
    [
        (JANUARY, JANUARY, DateVerdict.RIGHT),
        (PartialDate(2023), JANUARY, DateVerdict.COARSE),
        (PartialDate(2023, month=1, day=15), JANUARY, DateVerdict.FALSE_PRECISION),
        (PartialDate(2023, month=2), JANUARY, DateVerdict.WRONG),
        (PartialDate(2023, month=2, day=1), JANUARY, DateVerdict.WRONG),
        (PartialDate(2022), JANUARY, DateVerdict.WRONG),
        (UNDATED, JANUARY, DateVerdict.LEFT_OPEN),
        (UNDATED, UNDATED, DateVerdict.RIGHT),
        (PartialDate(2024), UNDATED, DateVerdict.FALSE_PRECISION),
        (SUMMER, SUMMER, DateVerdict.RIGHT),
        (PartialDate(2024, season=Season.SUMMER), SUMMER, DateVerdict.OVERSTATED),
        (PartialDate(2024, season=Season.WINTER), SUMMER, DateVerdict.WRONG),
        (PartialDate(2024, month=7), SUMMER, DateVerdict.FALSE_PRECISION),
        (PartialDate(2024), SUMMER, DateVerdict.COARSE),
        (PartialDate(2023, month=1, basis=Basis.INFERRED), JANUARY, DateVerdict.RIGHT),
        (PartialDate(2023, season=Season.WINTER), JANUARY, DateVerdict.COARSE),
        (
            PartialDate(2024, month=12, day=20),
            PartialDate(2024, month=12, day=21),
            DateVerdict.WRONG,
        ),
    ],
)
def test_a_date_is_judged_part_by_part(
    mine: PartialDate, key: PartialDate, verdict: DateVerdict
) -> None:
    assert judge_date(mine, key) is verdict


def test_false_precision_costs_more_than_leaving_a_date_open() -> None:
    assert DATE_CREDIT == {
        DateVerdict.RIGHT: 1,
        DateVerdict.OVERSTATED: 0.5,
        DateVerdict.COARSE: 0.5,
        DateVerdict.LEFT_OPEN: 0,
        DateVerdict.WRONG: 0,
        DateVerdict.FALSE_PRECISION: -0.5,
    }


@pytest.mark.parametrize(
    ("given_date", "precision"),
    [
        (UNDATED, Precision.UNKNOWN),
        (PartialDate(2023), Precision.YEAR),
        (SUMMER, Precision.SEASON),
        (JANUARY, Precision.MONTH),
        (PartialDate(2024, month=2, day=29), Precision.DAY),
    ],
)
def test_precision_is_the_finest_part(given_date: PartialDate, precision: Precision) -> None:
    assert given_date.precision is precision


def test_nothing_at_all_is_a_date_that_is_not_known() -> None:
    assert PartialDate().precision is Precision.UNKNOWN
    assert PartialDate(basis=Basis.INFERRED).precision is Precision.UNKNOWN


NEEDS_YEAR = "A month, day or season needs its year."
NO_SUCH_DAY = "The calendar has no such day."


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"month": 1}, NEEDS_YEAR),
        ({"season": Season.SUMMER}, NEEDS_YEAR),
        ({"day": 1}, NEEDS_YEAR),
        ({"year": 2023, "day": 1}, "A day needs its month."),
        (
            {"year": 2023, "season": Season.SPRING, "month": 4},
            "Give a season or a month, not both.",
        ),
        ({"year": 2023, "month": 13}, NO_SUCH_DAY),
        ({"year": 2023, "month": 2, "day": 29}, NO_SUCH_DAY),
        ({"year": 0}, NO_SUCH_DAY),
        ({"year": 10**20}, NO_SUCH_DAY),
    ],
)
def test_a_date_the_calendar_does_not_have_is_refused(parts: dict[str, int], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=f"^{re.escape(sentence)}$"):
        PartialDate(**parts)  # type: ignore[arg-type]

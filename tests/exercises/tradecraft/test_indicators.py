"""Indicators: their form."""

from dataclasses import replace
from datetime import date

import pytest

from exercises.tradecraft.indicators import (
    PROBLEM_LABELS,
    Indicator,
    Problem,
    check_indicators,
)
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.undefined import Reason, Undefined

HYPOTHESES = ("H1", "H2", "H3")
GOOD = Indicator(
    "Released detainees are seen in Ukraine",
    supports=frozenset({"H1"}),
    opposes=frozenset({"H2"}),
    watcher="journalists at the border",
    until=date(2025, 3, 1),
)


def test_a_sound_indicator_has_no_problem_and_covers_its_hypotheses() -> None:
    report = check_indicators([GOOD], HYPOTHESES)
    assert report.problems == (frozenset(),)
    assert report.uncovered == ("H3",)
    assert report.sound == 1


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"sign": "  "}, {Problem.EMPTY}),
        ({"supports": frozenset(), "opposes": frozenset()}, {Problem.NO_HYPOTHESIS}),
        ({"opposes": frozenset({"H1"})}, {Problem.BOTH_WAYS}),
        (
            {"supports": frozenset(HYPOTHESES), "opposes": frozenset()},
            {Problem.TELLS_NOTHING_APART},
        ),
        (
            {"supports": frozenset(), "opposes": frozenset(HYPOTHESES)},
            {Problem.TELLS_NOTHING_APART},
        ),
        ({"supports": frozenset(), "opposes": frozenset({"H1"})}, set()),
        ({"until": None}, {Problem.UNDATED}),
        ({"watcher": " "}, {Problem.NO_WATCHER}),
        ({"sign": "HTS wants a deal"}, {Problem.INNER_STATE}),
        ({"sign": "They plan to  meet"}, set()),
        ({"sign": "Kyiv PLANS  TO meet"}, {Problem.INNER_STATE}),
        ({"sign": "Plans are found"}, set()),
        ({"until": None, "watcher": ""}, {Problem.UNDATED, Problem.NO_WATCHER}),
    ],
)
def test_what_an_indicator_lacks_is_named(
    changes: dict[str, object], problems: set[Problem]
) -> None:
    report = check_indicators([replace(GOOD, **changes)], HYPOTHESES)  # type: ignore[arg-type]
    assert report.problems == (frozenset(problems),)
    if problems:
        assert report.uncovered == HYPOTHESES
        assert report.sound == 0


def test_the_same_sign_twice_is_named_once() -> None:
    again = replace(GOOD, sign="released  detainees are seen in ukraine")
    empty = replace(GOOD, sign="")
    report = check_indicators([GOOD, again, empty, empty], HYPOTHESES)
    assert report.problems == (
        frozenset(),
        frozenset({Problem.REPEATED}),
        frozenset({Problem.EMPTY}),
        frozenset({Problem.EMPTY}),
    )
    assert report.sound == 0.25


def test_a_repeated_sign_keeps_its_other_problems() -> None:
    report = check_indicators([GOOD, replace(GOOD, until=None)], HYPOTHESES)
    assert report.problems == (frozenset(), frozenset({Problem.REPEATED, Problem.UNDATED}))


def test_sound_signs_cover_together() -> None:
    other = replace(
        GOOD, sign="A named envoy speaks", supports=frozenset({"H3"}), opposes=frozenset()
    )
    assert check_indicators([GOOD, other], HYPOTHESES).uncovered == ()


def test_no_indicators_leave_everything_uncovered() -> None:
    report = check_indicators([], HYPOTHESES)
    assert (report.problems, report.uncovered) == ((), HYPOTHESES)
    assert report.sound == Undefined(Reason.NO_DATA)


def test_a_hypothesis_that_is_not_there_is_refused() -> None:
    for side in ("supports", "opposes"):
        with pytest.raises(InvalidInput, match=r"^There is no hypothesis H9\.$"):
            check_indicators([replace(GOOD, **{side: frozenset({"H9"})})], HYPOTHESES)  # type: ignore[arg-type]


def test_every_problem_has_its_words() -> None:
    assert list(PROBLEM_LABELS) == list(Problem)

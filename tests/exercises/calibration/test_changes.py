"""What moved between one's own forecasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from exercises.calibration.changes import changes_of
from exercises.kinds.forecast.types import Outcome, Question

TERMS = {"settled_by": "a log", "deadline": "–", "void": "never"}
BINARY = Question("Q", "Will it?", **TERMS)
THREE = Question(
    "Q",
    "Which?",
    outcomes=(Outcome("a", "one"), Outcome("b", "two"), Outcome("c", "three")),
    **TERMS,
)


@dataclass
class Made:
    number: int
    chances: Mapping[str, int]
    why: str = ""
    made_at: datetime = datetime(2025, 1, 1, tzinfo=UTC)
    response_id: int | None = None


def test_a_first_forecast_moved_nothing() -> None:
    (only,) = changes_of(BINARY, [Made(1, {"yes": 30}, response_id=7)], None)
    assert (only.first, only.moves, only.counts, only.handed_in) == (True, [], False, True)
    assert only.chances == [("", 30)]


def test_what_moved_is_told_outcome_by_outcome_and_what_stayed_is_not() -> None:
    made = [Made(1, {"a": 50, "b": 30, "c": 20}), Made(2, {"a": 20, "b": 60, "c": 20}, "news")]
    first, second = changes_of(THREE, made, made[1])
    assert [(move.text, move.by, move.down) for move in second.moves] == [
        ("one", -30, 30),
        ("two", 30, -30),
    ]
    assert (first.counts, second.counts, second.why) == (False, True, "news")


def test_another_reason_for_the_same_chance_is_a_version_too() -> None:
    made = [Made(1, {"yes": 30}), Made(2, {"yes": 30}, "still")]
    assert changes_of(BINARY, made, made[1])[1].moves == []

"""The steps of a talk: the class first, then the experts, then why."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from exercises.debrief.steps import reveals_of, step_at, steps_of

FULL: dict[str, Any] = {"slug": "a", "panel": {"template": "x", "facts": {}}, "why": ["y"]}
CLASS_ONLY: dict[str, Any] = {"slug": "b", "panel": None, "why": []}


def test_each_finding_is_revealed_one_thing_at_a_time() -> None:
    found = steps_of([FULL, CLASS_ONLY])
    assert [(step.number, step.finding["slug"], step.reveal) for step in found] == [
        (1, "a", 1),
        (2, "a", 2),
        (3, "a", 3),
        (4, "b", 1),
    ]
    assert reveals_of({**CLASS_ONLY, "why": ["y"]}) == [1, 3]


@given(st.text(max_size=12))
def test_whatever_the_address_asks_for_there_is_a_step(asked: str) -> None:
    step = step_at(steps_of([FULL]), asked)
    assert step is not None
    assert 1 <= step.number <= 3


def test_numbers_beyond_the_ends_give_the_ends() -> None:
    steps = steps_of([FULL, CLASS_ONLY])
    assert [
        getattr(step_at(steps, asked), "number", None) for asked in ("0", "2", "99999", "x")
    ] == [
        1,
        2,
        4,
        1,
    ]
    assert step_at([], "1") is None

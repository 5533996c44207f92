"""What a class made of tasks, made up: choices of one option each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from exercises.analysis.collecting import TaskWork
from exercises.authoring.tasks import OpenTask
from exercises.kinds import registry

Work = Callable[..., TaskWork]
ITEMS = {"items": [{"id": "R", "title": "A radio"}, {"id": "T", "title": "A tracker"}]}
KEY = {
    "items": {
        "R": {"source": ["B"], "information": ["2"]},
        "T": {"source": ["A"], "information": ["1"], "source_open": True},
    }
}


@pytest.fixture
def work() -> Work:
    """Return a function that makes the work on one task of grading two items.

    ``shares`` are points of 100 by person; ``lines`` the same by line; ``grades`` a grade such as
    "B2" of the first item for each person.
    """

    def make(
        shares: Sequence[float] = (),
        *,
        position: int = 1,
        lines: dict[str, Sequence[float]] | None = None,
        grades: Sequence[str] = (),
        points_c: int = 400,
    ) -> TaskWork:
        kind = registry.find("source_grading")
        brief = kind.brief_from(ITEMS)
        opened = OpenTask(position, position, f"Task {position}", "", points_c, kind, brief)
        made = TaskWork(opened, kind.key_from(KEY))
        made.earned = {pk: (share, 100) for pk, share in enumerate(shares)}
        made.lines = {
            line: {pk: (share, 50) for pk, share in enumerate(given)}
            for line, given in (lines or {}).items()
        }
        made.answers = [
            kind.answer_from({"grades": {"R": {"source": each[0], "information": each[1]}}})
            for each in grades
        ]
        return made

    return make

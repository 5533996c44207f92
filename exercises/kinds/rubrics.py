"""A rubric as a kind offers it: criteria with worded levels. Pure.

The words are source strings; pages translate what they show. A rubric is stored as JSON under the
hash of its content when the first marker opens a piece of work, and never changes after that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from exercises.kinds.shape import Many, Text, Whole


@dataclass(frozen=True)
class Rung:
    """One level of a criterion: its number (0 = not attempted), its name, what it looks like."""

    level: Annotated[int, Whole(0, 4)]
    term: Annotated[str, Text(40)]
    text: Annotated[str, Text(800, 0)] = ""


@dataclass(frozen=True)
class Criterion:
    """One thing that a marker judges."""

    slug: Annotated[str, Text(40)]
    title: Annotated[str, Text(80)]
    meaning: Annotated[str, Text(300, 0)]
    rungs: Annotated[tuple[Rung, ...], Many(2, 5)]

    @property
    def most(self) -> int:
        """The highest level."""
        return max(rung.level for rung in self.rungs)

    def rung(self, level: int) -> Rung | None:
        """Return the rung of a level, or None where the criterion has no such level."""
        return next((rung for rung in self.rungs if rung.level == level), None)


@dataclass(frozen=True)
class Rubric:
    """Everything a marker judges in one piece of work, in the order of the page."""

    criteria: Annotated[tuple[Criterion, ...], Many(1, 12)]

    @property
    def most(self) -> int:
        """The sum of the highest levels; a task's points stand for it."""
        return sum(criterion.most for criterion in self.criteria)

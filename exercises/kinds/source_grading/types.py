"""What grading sources deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.admiralty import Credibility, Reliability

Id = Annotated[str, Text(12)]
Reason = Annotated[str, Text(400, 0)]

REASON_MOST = 400


@dataclass(frozen=True)
class Item:
    """One thing to grade: a report, or an argument or absence that only looks like one."""

    id: Id
    title: Annotated[str, Text(200)]
    text: Annotated[str, Text(1500, 0)] = ""
    cites: Annotated[tuple[Annotated[str, Text(12)], ...], Many(0, 12)] = ()


@dataclass(frozen=True)
class Brief:
    """What the student sees.

    ``axis_c`` is what one axis of one item is worth, in hundredths of points; an item has two.
    """

    items: Annotated[tuple[Item, ...], Many(1, 40)]
    axis_c: Annotated[int, Whole(1, 10_000)] = 100

    def __post_init__(self) -> None:
        ids = [item.id for item in self.items]
        if len(set(ids)) != len(ids):
            raise ShapeError("Two items have the same id.", "items")


@dataclass(frozen=True)
class ItemKey:
    """What experts accept for one item; both sets empty for an argument or an absence."""

    source: frozenset[Reliability] = frozenset()
    information: frozenset[Credibility] = frozenset()
    why: Annotated[str, Text(800, 0)] = ""

    def __post_init__(self) -> None:
        if bool(self.source) != bool(self.information):
            raise ShapeError("Accept grades on both axes, or on neither for what is no report.")

    @property
    def is_report(self) -> bool:
        """Whether there is a source to grade."""
        return bool(self.source)


@dataclass(frozen=True)
class Key:
    """Accepted grades by item id."""

    items: Mapping[Id, ItemKey]


@dataclass(frozen=True)
class Grade:
    """What the student made of one item. ``chance`` is P(accurate) in per cent, 1 to 99."""

    source: Reliability | None = None
    source_reason: Reason = ""
    information: Credibility | None = None
    information_reason: Reason = ""
    chance: Annotated[int, Whole(1, 99)] | None = None
    no_report: bool = False
    no_report_reason: Reason = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to say about the item."""
        if self.no_report:
            return bool(self.no_report_reason)
        axes = self.source and self.source_reason and self.information and self.information_reason
        return bool(axes) and self.chance is not None


@dataclass(frozen=True)
class Answer:
    """Grades by item id."""

    grades: Annotated[Mapping[Id, Grade], Many(0, 40)] = field(default_factory=dict)

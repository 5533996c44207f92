"""What grading sources deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Cites, Entries, Id, OneOf, Says, Scale, Why
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.admiralty import (
    CREDIBILITY_LABELS,
    RELIABILITY_LABELS,
    Credibility,
    Reliability,
)
from exercises.tradecraft.labels import N_

Source = Annotated[Reliability, Scale(RELIABILITY_LABELS)]
Information = Annotated[Credibility, Scale(CREDIBILITY_LABELS)]
Reason = Annotated[str, Text(400, 0)]

REASON_MOST = 400


@dataclass(frozen=True)
class Item:
    """One thing to grade: a report, or an argument or absence that only looks like one."""

    id: Id
    title: Annotated[str, Text(200), Says(N_("Title"))]
    text: Annotated[
        str, Text(1500, 0), Says(N_("Text"), N_("What is reported, or what the argument says."))
    ] = ""
    cites: Cites = ()


@dataclass(frozen=True)
class Brief:
    """What the student sees.

    ``axis_c`` is what one axis of one item is worth, in hundredths of points; an item has two.
    """

    items: Annotated[tuple[Item, ...], Many(1, 40), Says(N_("Items")), Entries(N_("Item"), "R")]
    axis_c: Annotated[
        int, Whole(1, 10_000), Says(N_("Points for one axis"), N_("An item has two."))
    ] = 100

    def __post_init__(self) -> None:
        ids = [item.id for item in self.items]
        if len(set(ids)) != len(ids):
            raise ShapeError("Two items have the same id.", "items")


@dataclass(frozen=True)
class ItemKey:
    """What experts accept for one item; both sets empty for an argument or an absence.

    ``source_open`` and ``information_open`` say that the experts do not agree on that axis: any
    grade then earns its points.
    """

    source: Annotated[
        frozenset[Source],
        Says(
            N_("The source: accepted grades"),
            N_("None on either axis for an argument or an absence, which is no source report."),
        ),
    ] = frozenset()
    information: Annotated[frozenset[Information], Says(N_("The information: accepted grades"))] = (
        frozenset()
    )
    source_open: Annotated[
        bool, Says(N_("The experts differ about the source: every grade earns the points"))
    ] = False
    information_open: Annotated[
        bool, Says(N_("The experts differ about the information: every grade earns the points"))
    ] = False
    why: Annotated[str, Text(800, 0), Says(Why, WHY_HINT)] = ""

    def __post_init__(self) -> None:
        if bool(self.source) != bool(self.information):
            raise ShapeError("Accept grades on both axes, or on neither for what is no report.")
        if (self.source_open or self.information_open) and not self.source:
            raise ShapeError(
                "Name the grades the experts gave, though every grade counts.", "source"
            )

    @property
    def is_report(self) -> bool:
        """Whether there is a source to grade."""
        return bool(self.source)


@dataclass(frozen=True)
class Key:
    """Accepted grades by item id."""

    items: Annotated[Mapping[Annotated[Id, OneOf("items", each=True)], ItemKey], Says(N_("Items"))]


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

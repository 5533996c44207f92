"""What the matrix deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Cites, Entries, Id, OneOf, Says, Scale, Why
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.ach import CODE_LABELS, WEIGHT_LABELS, Code, Weight
from exercises.tradecraft.labels import N_

Weighing = Annotated[Weight, Scale(WEIGHT_LABELS)]
Rating = Annotated[Code, Scale(CODE_LABELS)]

REASON_MOST = 600


@dataclass(frozen=True)
class Hypothesis:
    """One explanation; all of them exclude each other."""

    id: Id
    name: Annotated[str, Text(60), Says(N_("Name"), N_("A word or two, for the column's head."))]
    definition: Annotated[str, Text(600), Says(N_("Definition"))] = ""


@dataclass(frozen=True)
class Evidence:
    """One row: a report, an argument or an absence, with the weights the case gives it."""

    id: Id
    text: Annotated[str, Text(600), Says(N_("Evidence"))]
    cites: Cites = ()
    credibility: Annotated[Weighing, Says(N_("Credibility"))] = Weight.MEDIUM
    relevance: Annotated[Weighing, Says(N_("Relevance"))] = Weight.MEDIUM
    note: Annotated[str, Text(600, 0), Says(N_("Note"), N_("Students see it."))] = ""


@dataclass(frozen=True)
class Brief:
    """What the student sees, with what each part of the work is worth in hundredths of points.

    ``cells_c`` agreement of the cells · ``spread_c`` which rows tell most · ``standing_c`` order
    of the hypotheses (kept small: it says least about the reasoning) · ``linchpin_c`` naming a row
    that the order hangs on. ``ask_chances`` asks for a probability of each hypothesis, which must
    add up to 100 and carry no points.
    """

    hypotheses: Annotated[
        tuple[Hypothesis, ...],
        Many(2, 10),
        Says(N_("Hypotheses"), N_("All of them exclude each other.")),
        Entries(N_("Hypothesis"), "H"),
    ]
    rows: Annotated[
        tuple[Evidence, ...], Many(1, 50), Says(N_("Evidence")), Entries(N_("Evidence"), "E")
    ]
    cells_c: Annotated[int, Whole(0, 100_000), Says(N_("Points for the cells"))] = 1200
    spread_c: Annotated[
        int, Whole(0, 100_000), Says(N_("Points for seeing which rows tell most"))
    ] = 300
    standing_c: Annotated[
        int,
        Whole(0, 100_000),
        Says(N_("Points for the order of the hypotheses"), N_("A fifth of all at most.")),
    ] = 200
    linchpin_c: Annotated[int, Whole(0, 100_000), Says(N_("Points for the linchpin"))] = 300
    ask_chances: Annotated[
        bool,
        Says(
            N_("Ask for a chance of each hypothesis"),
            N_("They must add up to 100, and carry no points."),
        ),
    ] = True

    def __post_init__(self) -> None:
        for name, things in (("hypotheses", self.hypotheses), ("rows", self.rows)):
            if len({each.id for each in things}) != len(things):
                raise ShapeError("Two entries have the same id.", name)
        if 5 * self.standing_c > self.total_c:
            raise ShapeError("The order of the hypotheses is worth a fifth at most.", "standing_c")

    @property
    def total_c(self) -> int:
        """What the whole task is worth, in hundredths of points."""
        return self.cells_c + self.spread_c + self.standing_c + self.linchpin_c


@dataclass(frozen=True)
class RowKey:
    """What the experts put into one row: one list of codes, in the hypotheses' order, each."""

    experts: Annotated[
        tuple[tuple[Rating, ...], ...],
        Many(1, 12),
        Says(
            N_("The experts' codes"),
            N_(
                "One line for each expert: a code for each hypothesis in order, such as “C N II I”."
            ),
        ),
    ]
    why: Annotated[str, Text(800, 0), Says(Why, WHY_HINT)] = ""


@dataclass(frozen=True)
class Key:
    """The panel.

    Attributes:
        rows: the experts' codes by evidence id.
        experts_wanted: how many must have rated a cell for it to be graded; a panel is three.
        chances: the panel's probabilities in per cent by hypothesis, shown after hand-in.
        why: the experts' note on the whole matrix.
    """

    rows: Annotated[Mapping[Annotated[Id, OneOf("rows", each=True)], RowKey], Says(N_("Evidence"))]
    experts_wanted: Annotated[
        int,
        Whole(1, 12),
        Says(N_("Experts that a cell needs to be graded"), N_("A panel is three.")),
    ] = 3
    chances: Annotated[
        Mapping[Annotated[Id, OneOf("hypotheses")], Annotated[int, Whole(0, 100)]],
        Says(N_("The panel's chances, %"), N_("Together 100; shown after hand-in. Or none.")),
    ] = field(default_factory=dict)
    why: Annotated[str, Text(1500, 0), Says(N_("Why, on the whole"), WHY_HINT)] = ""


@dataclass(frozen=True)
class Answer:
    """Codes by evidence and hypothesis, a reason for each row, and the questions below the matrix.

    ``linchpin`` is an evidence id or ``none``; ``chances`` are per cent by hypothesis.
    """

    cells: Annotated[Mapping[Id, Mapping[Id, Code]], Many(0, 50)] = field(default_factory=dict)
    reasons: Annotated[Mapping[Id, Annotated[str, Text(REASON_MOST, 0)]], Many(0, 50)] = field(
        default_factory=dict
    )
    linchpin: Annotated[str, Text(12, 0)] = ""
    chances: Annotated[Mapping[Id, Annotated[int, Whole(0, 100)]], Many(0, 10)] = field(
        default_factory=dict
    )


NO_LINCHPIN = "none"

"""What flaw finding deals in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Entries, Id, Paragraph, Says, Scale, Why
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.flaws import KIND_LABELS, Finding, FlawKind, PlantedFlaw
from exercises.tradecraft.labels import N_

Handle = Annotated[str, Text(12), Paragraph()]

MOST_ROWS = 30
QUOTE_MOST = 300
WHY_MOST = 600


@dataclass(frozen=True)
class Brief:
    """What the student sees.

    Attributes:
        paragraphs: the paragraphs to read; findings name one of them.
        points_c: shared by the flaws of the key.
        false_alarm_c: what a finding that is no flaw takes back.
    """

    paragraphs: Annotated[
        tuple[Handle, ...],
        Many(1, 200),
        Says(N_("Paragraphs to read"), N_("Findings name one of them, such as ¶2 ¶5.")),
    ]
    points_c: Annotated[
        int, Whole(1, 100_000), Says(N_("Points, shared by the flaws of the key"))
    ] = 1000
    false_alarm_c: Annotated[
        int, Whole(0, 10_000), Says(N_("Points a finding takes back that is no flaw"))
    ] = 25


@dataclass(frozen=True)
class Planted:
    """One flaw of the key: where it can be seen, and under which kinds it may be filed."""

    id: Id
    paragraphs: Annotated[
        frozenset[Handle], Many(1, 20), Says(N_("Paragraphs"), N_("Where it can be seen."))
    ]
    why: Annotated[str, Text(800), Says(Why, WHY_HINT)]
    kinds: Annotated[
        frozenset[Annotated[FlawKind, Scale(KIND_LABELS)]],
        Says(N_("Kinds it may be filed under"), N_("None ticked: the kind does not matter.")),
    ] = frozenset()

    def rule(self) -> PlantedFlaw:
        """Return it as the rules of the trade compare it."""
        return PlantedFlaw(self.id, self.paragraphs, self.kinds)


@dataclass(frozen=True)
class Key:
    """The flaws there are."""

    flaws: Annotated[tuple[Planted, ...], Many(1, 40), Says(N_("Flaws")), Entries(N_("Flaw"), "F")]

    def __post_init__(self) -> None:
        if len({each.id for each in self.flaws}) != len(self.flaws):
            raise ShapeError("Two flaws have the same id.", "flaws")


@dataclass(frozen=True)
class Found:
    """One finding of the student: paragraph, words quoted, kind of flaw, and why it is one."""

    paragraph: Annotated[str, Text(12, 0)] = ""
    quote: Annotated[str, Text(QUOTE_MOST, 0)] = ""
    kind: FlawKind | None = None
    why: Annotated[str, Text(WHY_MOST, 0)] = ""

    def rule(self) -> Finding:
        """Return it as the rules of the trade compare it."""
        return Finding(frozenset({self.paragraph}) - {""}, self.kind)


@dataclass(frozen=True)
class Answer:
    """The findings, and the rows removed by the last save."""

    rows: Annotated[tuple[Found, ...], Many(0, MOST_ROWS)] = ()
    dropped: Annotated[tuple[Found, ...], Many(0, MOST_ROWS)] = ()

"""What source lineage deals in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Entries, Id, OneOf, Paragraph, Says, Scale, Why
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.labels import N_
from exercises.tradecraft.lineage import (
    RELATION_LABELS,
    STATUS_LABELS,
    Interval,
    Link,
    Relation,
    Status,
)

Count = Annotated[int, Whole(0, 99)]

MOST_ROWS = 60


@dataclass(frozen=True)
class SourceBox:
    """One box of the drawing. ``several`` marks one that stands for an unstated number."""

    id: Id
    name: Annotated[str, Text(80), Says(N_("Name"))]
    several: Annotated[bool, Says(N_("Stands for an unstated number of sources"))] = False


@dataclass(frozen=True)
class Brief:
    """What the student sees.

    Attributes:
        sources: the boxes to link.
        claim: what the question for independent origins is about.
        paragraphs: what a link may cite.
        links_c: shared by the links of the key.
        origins_c: the number of independent origins, half for each end.
    """

    sources: Annotated[
        tuple[SourceBox, ...], Many(2, 20), Says(N_("Sources")), Entries(N_("Source"), "S")
    ]
    claim: Annotated[
        str,
        Text(300),
        Says(N_("Claim"), N_("What the question for independent origins is about.")),
    ]
    paragraphs: Annotated[
        tuple[Annotated[str, Text(12), Paragraph()], ...],
        Many(0, 200),
        Says(N_("Paragraphs"), N_("What a link may cite, such as ¶2 ¶5.")),
    ] = ()
    links_c: Annotated[
        int, Whole(1, 100_000), Says(N_("Points, shared by the links of the key"))
    ] = 1200
    origins_c: Annotated[
        int,
        Whole(0, 100_000),
        Says(N_("Points for the number of independent origins"), N_("Half for each end.")),
    ] = 200

    def __post_init__(self) -> None:
        if len({each.id for each in self.sources}) != len(self.sources):
            raise ShapeError("Two sources have the same id.", "sources")


@dataclass(frozen=True)
class KeyLink:
    """One link of the key, from where it comes to where it goes."""

    source: Annotated[Id, OneOf("sources"), Says(N_("From"))]
    target: Annotated[Id, OneOf("sources"), Says(N_("To"))]
    status: Annotated[Status, Scale(STATUS_LABELS), Says(N_("Rests on"))]
    relation: Annotated[Relation, Scale(RELATION_LABELS), Says(N_("Relation"))] = (
        Relation.REPORTED_IN
    )
    why: Annotated[str, Text(400, 0), Says(Why, WHY_HINT)] = ""

    def rule(self) -> Link:
        """Return it as the rules of the trade compare it."""
        return Link(self.source, self.target, self.status, self.relation)


@dataclass(frozen=True)
class Key:
    """The links there are, and the independent origins; ``at_most`` missing means "not known".

    ``open_links`` are those the experts do not agree on: drawn or not, they cost and earn nothing.
    ``origins_open`` says that they do not agree on the origins: any answer earns the points.
    """

    links: Annotated[tuple[KeyLink, ...], Many(1, 100), Says(N_("Links")), Entries(N_("Link"))]
    at_least: Annotated[Count, Says(N_("Independent origins, at least"))]
    at_most: Annotated[
        Count | None, Says(N_("Independent origins, at most"), N_("Empty: not known."))
    ] = None
    open_links: Annotated[
        tuple[KeyLink, ...],
        Many(0, 100),
        Says(N_("Links the experts differ about"), N_("Drawn or not, they cost and earn nothing.")),
        Entries(N_("Link")),
    ] = ()
    origins_open: Annotated[
        bool, Says(N_("The experts differ about the origins: every answer earns the points"))
    ] = False
    why: Annotated[str, Text(1500, 0), Says(N_("Why, on the whole"), WHY_HINT)] = ""

    def __post_init__(self) -> None:
        Interval(self.at_least, self.at_most)
        every = (*self.links, *self.open_links)
        if len({each.rule().identity for each in every}) != len(every):
            raise ShapeError("A link is listed twice.", "links")


@dataclass(frozen=True)
class Drawn:
    """One link of the student; it may still lack an end."""

    source: Annotated[str, Text(12, 0)] = ""
    relation: Relation | None = None
    target: Annotated[str, Text(12, 0)] = ""
    status: Status | None = None
    paragraph: Annotated[str, Text(12, 0)] = ""

    def rule(self) -> Link | None:
        """Return it as the rules of the trade compare it, or None while it lacks something."""
        if not (self.source and self.target and self.status) or self.source == self.target:
            return None
        relation = self.relation or Relation.REPORTED_IN
        return Link(self.source, self.target, self.status, relation)


@dataclass(frozen=True)
class Answer:
    """The list of links, rows removed by the last save, and the number of origins.

    ``at_most_unknown`` says that the upper end cannot be known, which is an answer of its own.
    """

    rows: Annotated[tuple[Drawn, ...], Many(0, MOST_ROWS)] = ()
    dropped: Annotated[tuple[Drawn, ...], Many(0, MOST_ROWS)] = ()
    at_least: Count | None = None
    at_most: Count | None = None
    at_most_unknown: bool = False


def links_of(answer: Answer) -> list[Link]:
    """Return the whole links of an answer, each once; the first of two alike counts."""
    found: dict[tuple[str, str, bool], Link] = {}
    for row in answer.rows:
        link = row.rule()
        if link:
            found.setdefault(link.identity, link)
    return list(found.values())

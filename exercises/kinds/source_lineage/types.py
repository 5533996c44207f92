"""What source lineage deals in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.lineage import Interval, Link, Relation, Status

Id = Annotated[str, Text(12)]
Count = Annotated[int, Whole(0, 99)]

MOST_ROWS = 60


@dataclass(frozen=True)
class SourceBox:
    """One box of the drawing. ``several`` marks one that stands for an unstated number."""

    id: Id
    name: Annotated[str, Text(80)]
    several: bool = False


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

    sources: Annotated[tuple[SourceBox, ...], Many(2, 20)]
    claim: Annotated[str, Text(300)]
    paragraphs: Annotated[tuple[Annotated[str, Text(12)], ...], Many(0, 200)] = ()
    links_c: Annotated[int, Whole(1, 100_000)] = 1200
    origins_c: Annotated[int, Whole(0, 100_000)] = 200

    def __post_init__(self) -> None:
        if len({each.id for each in self.sources}) != len(self.sources):
            raise ShapeError("Two sources have the same id.", "sources")


@dataclass(frozen=True)
class KeyLink:
    """One link of the key, from where it comes to where it goes."""

    source: Id
    target: Id
    status: Status
    relation: Relation = Relation.REPORTED_IN
    why: Annotated[str, Text(400, 0)] = ""

    def rule(self) -> Link:
        """Return it as the rules of the trade compare it."""
        return Link(self.source, self.target, self.status, self.relation)


@dataclass(frozen=True)
class Key:
    """The links there are, and the independent origins; ``at_most`` missing means "not known"."""

    links: Annotated[tuple[KeyLink, ...], Many(1, 100)]
    at_least: Count
    at_most: Count | None = None
    why: Annotated[str, Text(1500, 0)] = ""

    def __post_init__(self) -> None:
        Interval(self.at_least, self.at_most)
        if len({each.rule().identity for each in self.links}) != len(self.links):
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

"""Sources and the links between them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label


class Status(StrEnum):
    """What a link rests on."""

    STATED = "stated"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """What a link says: its target has it from its source."""

    REPORTED_IN = "reported_in"
    REPEATED_BY = "repeated_by"
    ORIGIN_OF = "origin_of"
    ANSWERED_BY = "answered_by"
    MENTIONED_IN = "mentioned_in"
    SUPPORTS = "supports"
    SAME_AS = "same_as"


STATUS_LABELS: Mapping[Status, Label] = MappingProxyType(
    {
        Status.STATED: Label(N_("stated"), N_("The dossier says so; cite the paragraph.")),
        Status.INFERRED: Label(N_("inferred"), N_("The dossier does not say so; you conclude it.")),
        Status.UNKNOWN: Label(
            N_("unknown"), N_("It may or may not be so; the dossier does not let you tell.")
        ),
    }
)
RELATION_LABELS: Mapping[Relation, Label] = MappingProxyType(
    {
        Relation.REPORTED_IN: Label(N_("is reported in")),
        Relation.REPEATED_BY: Label(N_("is repeated by")),
        Relation.ORIGIN_OF: Label(N_("is an origin of")),
        Relation.ANSWERED_BY: Label(N_("is answered by")),
        Relation.MENTIONED_IN: Label(N_("is mentioned in")),
        Relation.SUPPORTS: Label(N_("makes credible")),
        Relation.SAME_AS: Label(N_("is the same as")),
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """A box of the drawing.

    `several` marks a box that stands for an unstated number of sources ("Turkish outlets"): how
    many origins it hides cannot be known.
    """

    handle: str
    several: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow of the drawing, from where it comes to where it goes. SAME_AS has no direction.

    Raises InvalidInput for a source linked to itself.
    """

    source: str
    target: str
    status: Status
    relation: Relation = Relation.REPORTED_IN

    def __post_init__(self) -> None:
        if self.source == self.target:
            raise InvalidInput(N_("{handle} cannot have it from itself."), handle=self.source)

    @property
    def identity(self) -> tuple[str, str, bool]:
        """What makes two links the same, whatever their status: the ends, and same-as or not."""
        if self.relation is Relation.SAME_AS:
            return min(self.source, self.target), max(self.source, self.target), True
        return self.source, self.target, False

    @property
    def reversed_identity(self) -> tuple[str, str, bool]:
        """The identity of the link drawn the other way round."""
        one, other, same = self.identity
        return (one, other, same) if same else (other, one, same)


def check_once(links: Iterable[Link]) -> None:
    """Raise InvalidInput when a link is listed twice, with whatever status."""
    seen: set[tuple[str, str, bool]] = set()
    for link in links:
        if link.identity in seen:
            raise InvalidInput(
                N_("The link from {source} to {target} is listed twice."),
                source=link.source,
                target=link.target,
            )
        seen.add(link.identity)


@dataclass(frozen=True, slots=True)
class Graph:
    """Sources with their links.

    Raises InvalidInput for a handle used twice, a link to a source that is not there, and a link
    listed twice. Leaving a link out says that there is none; if it may exist, list it as unknown.
    """

    sources: tuple[Source, ...]
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        handles = {source.handle for source in self.sources}
        if len(handles) != len(self.sources):
            raise InvalidInput(N_("Each source needs a handle of its own."))
        for link in self.links:
            for end in (link.source, link.target):
                if end not in handles:
                    raise InvalidInput(N_("There is no source {handle}."), handle=end)
        check_once(self.links)

    def only(self, handles: Collection[str]) -> Self:
        """The part of the graph that deals with one claim: these sources and links among them."""
        return type(self)(
            tuple(source for source in self.sources if source.handle in handles),
            tuple(x for x in self.links if x.source in handles and x.target in handles),
        )


Parents = Mapping[str, frozenset[str]]
"""For each source, those it has it from directly."""

SURE = frozenset({Status.STATED, Status.INFERRED})
ALL = frozenset(Status)


def parents(graph: Graph, statuses: frozenset[Status], *, same_too: bool = True) -> Parents:
    """Direct origins of each source by links of these statuses.

    SAME_AS counts both ways, or not at all when `same_too` is off.
    """
    found: dict[str, set[str]] = {source.handle: set() for source in graph.sources}
    for link in graph.links:
        same = link.relation is Relation.SAME_AS
        if link.status not in statuses or (same and not same_too):
            continue
        found[link.target].add(link.source)
        if same:
            found[link.source].add(link.target)
    return {handle: frozenset(origins) for handle, origins in found.items()}


def ancestry(direct: Parents, of: str) -> frozenset[str]:
    """A source with everything it has it from, directly or in steps."""
    seen, waiting = {of}, [of]
    while waiting:
        new = direct[waiting.pop()] - seen
        seen |= new
        waiting.extend(new)
    return frozenset(seen)

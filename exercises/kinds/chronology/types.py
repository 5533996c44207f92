"""What a chronology deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.chronology import Basis, PartialDate, Season

Id = Annotated[str, Text(12)]
Year = Annotated[int, Whole(1, 9999)]
MonthNumber = Annotated[int, Whole(1, 12)]
DayNumber = Annotated[int, Whole(1, 31)]


@dataclass(frozen=True)
class Event:
    """One event in the author's words, and where the dossier speaks of it."""

    id: Id
    text: Annotated[str, Text(300)]
    cites: Annotated[tuple[Annotated[str, Text(12)], ...], Many(0, 12)] = ()


@dataclass(frozen=True)
class Brief:
    """What the student sees. ``order_c`` is for the order, ``dates_c`` for the dates together."""

    events: Annotated[tuple[Event, ...], Many(2, 30)]
    order_c: Annotated[int, Whole(0, 100_000)] = 400
    dates_c: Annotated[int, Whole(0, 100_000)] = 400

    def __post_init__(self) -> None:
        if len({each.id for each in self.events}) != len(self.events):
            raise ShapeError("Two events have the same id.", "events")


@dataclass(frozen=True)
class When:
    """A date as far as it is known, with what it rests on; empty where nothing is known."""

    year: Year | None = None
    season: Season | None = None
    month: MonthNumber | None = None
    day: DayNumber | None = None
    basis: Basis = Basis.STATED

    def __post_init__(self) -> None:
        self.rule()

    def rule(self) -> PartialDate:
        """Return it as the rules of the trade compare it."""
        return PartialDate(self.year, self.season, self.month, self.day, self.basis)


@dataclass(frozen=True)
class Key:
    """The order the dossier allows.

    Attributes:
        order: groups of event ids, earliest first; events of one group have no order.
        undated: events that the dossier does not let one place.
        dates: what is known of each date; an event that is not named has none.
        why: the experts' note on an event.
    """

    order: Annotated[tuple[tuple[Id, ...], ...], Many(1, 30)]
    undated: frozenset[Id] = frozenset()
    dates: Mapping[Id, When] = field(default_factory=dict)
    why: Mapping[Id, Annotated[str, Text(600)]] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """What the student made of one event: its place (0: cannot be placed), and its date."""

    place: Annotated[int, Whole(0, 30)] | None = None
    when: When = field(default_factory=When)


@dataclass(frozen=True)
class Answer:
    """Places and dates by event id."""

    events: Annotated[Mapping[Id, Placed], Many(0, 30)] = field(default_factory=dict)

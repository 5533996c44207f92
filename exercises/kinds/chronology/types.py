"""What a chronology deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Cites, Entries, Id, OneOf, Says, Scale, Why
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.chronology import (
    BASIS_LABELS,
    SEASON_LABELS,
    Basis,
    PartialDate,
    Season,
)
from exercises.tradecraft.labels import N_

Year = Annotated[int, Whole(1, 9999)]
MonthNumber = Annotated[int, Whole(1, 12)]
DayNumber = Annotated[int, Whole(1, 31)]


@dataclass(frozen=True)
class Event:
    """One event in the author's words, and where the dossier speaks of it."""

    id: Id
    text: Annotated[str, Text(300), Says(N_("Event"))]
    cites: Cites = ()


@dataclass(frozen=True)
class Brief:
    """What the student sees. ``order_c`` is for the order, ``dates_c`` for the dates together."""

    events: Annotated[tuple[Event, ...], Many(2, 30), Says(N_("Events")), Entries(N_("Event"), "e")]
    order_c: Annotated[int, Whole(0, 100_000), Says(N_("Points for the order"))] = 400
    dates_c: Annotated[int, Whole(0, 100_000), Says(N_("Points for the dates together"))] = 400

    def __post_init__(self) -> None:
        if len({each.id for each in self.events}) != len(self.events):
            raise ShapeError("Two events have the same id.", "events")


@dataclass(frozen=True)
class When:
    """A date as far as it is known, with what it rests on; empty where nothing is known."""

    year: Annotated[Year | None, Says(N_("Year"))] = None
    season: Annotated[Annotated[Season, Scale(SEASON_LABELS)] | None, Says(N_("Season"))] = None
    month: Annotated[MonthNumber | None, Says(N_("Month"))] = None
    day: Annotated[DayNumber | None, Says(N_("Day"))] = None
    basis: Annotated[Basis, Scale(BASIS_LABELS), Says(N_("Rests on"))] = Basis.STATED

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

    order: Annotated[
        tuple[tuple[Annotated[Id, OneOf("events")], ...], ...],
        Many(1, 30),
        Says(
            N_("Order"),
            N_("Handles, earliest first, one a line; events on one line have no order."),
        ),
    ]
    undated: Annotated[frozenset[Annotated[Id, OneOf("events")]], Says(N_("Cannot be placed"))] = (
        frozenset()
    )
    dates: Annotated[
        Mapping[Annotated[Id, OneOf("events")], When],
        Says(N_("Dates"), N_("As far as the dossier says; empty where it says nothing.")),
    ] = field(default_factory=dict)
    why: Annotated[
        Mapping[Annotated[Id, OneOf("events")], Annotated[str, Text(600)]], Says(Why, WHY_HINT)
    ] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """What the student made of one event: its place (0: cannot be placed), and its date."""

    place: Annotated[int, Whole(0, 30)] | None = None
    when: When = field(default_factory=When)


@dataclass(frozen=True)
class Answer:
    """Places and dates by event id."""

    events: Annotated[Mapping[Id, Placed], Many(0, 30)] = field(default_factory=dict)

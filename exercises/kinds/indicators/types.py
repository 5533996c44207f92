"""What indicators deal in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Entries, Id, OneOf, Says, Why
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.indicators import Indicator
from exercises.tradecraft.labels import N_

MOST_ROWS = 20
TEXT_MOST = 300


@dataclass(frozen=True)
class Hypothesis:
    """One explanation to watch for."""

    id: Id
    name: Annotated[str, Text(60), Says(N_("Name"))]
    definition: Annotated[str, Text(600, 0), Says(N_("Definition"))] = ""


@dataclass(frozen=True)
class Brief:
    """What the student sees.

    Attributes:
        hypotheses: what the signs are for.
        wanted: how many sound indicators are asked for.
        form_c: what their form is worth, shared by the number wanted.
        cover_c: what covering every hypothesis is worth, shared by them.
    """

    hypotheses: Annotated[
        tuple[Hypothesis, ...], Many(2, 10), Says(N_("Hypotheses")), Entries(N_("Hypothesis"), "H")
    ]
    wanted: Annotated[int, Whole(1, MOST_ROWS), Says(N_("Indicators asked for"))] = 5
    form_c: Annotated[int, Whole(1, 100_000), Says(N_("Points for their form"))] = 500
    cover_c: Annotated[int, Whole(0, 100_000), Says(N_("Points for covering every hypothesis"))] = (
        250
    )

    def __post_init__(self) -> None:
        if len({each.id for each in self.hypotheses}) != len(self.hypotheses):
            raise ShapeError("Two hypotheses have the same id.", "hypotheses")


@dataclass(frozen=True)
class Example:
    """An indicator an expert would name."""

    sign: Annotated[str, Text(TEXT_MOST), Says(N_("Sign"))]
    supports: Annotated[frozenset[Annotated[Id, OneOf("hypotheses")]], Says(N_("Speaks for"))] = (
        frozenset()
    )
    opposes: Annotated[
        frozenset[Annotated[Id, OneOf("hypotheses")]], Says(N_("Speaks against"))
    ] = frozenset()
    watcher: Annotated[str, Text(TEXT_MOST), Says(N_("Who would see it"))] = "–"


@dataclass(frozen=True)
class Key:
    """Examples, shown after handing in; the rules need none."""

    examples: Annotated[
        tuple[Example, ...], Many(1, 40), Says(N_("Examples")), Entries(N_("Example"))
    ]
    why: Annotated[
        Mapping[Annotated[Id, OneOf("hypotheses")], Annotated[str, Text(600)]], Says(Why, WHY_HINT)
    ] = field(default_factory=dict)


@dataclass(frozen=True)
class Sign:
    """One row of the student's list. ``until`` is a day as ``2025-03-01``, or empty."""

    sign: Annotated[str, Text(TEXT_MOST, 0)] = ""
    supports: frozenset[Id] = frozenset()
    opposes: frozenset[Id] = frozenset()
    watcher: Annotated[str, Text(TEXT_MOST, 0)] = ""
    until: Annotated[str, Text(10, 0)] = ""

    def __post_init__(self) -> None:
        if self.until:
            try:
                date.fromisoformat(self.until)
            except ValueError:
                raise ShapeError("This is no day of the calendar.", "until") from None

    def rule(self) -> Indicator:
        """Return it as the rules of the trade check it."""
        day = date.fromisoformat(self.until) if self.until else None
        return Indicator(self.sign, self.supports, self.opposes, self.watcher, day)


@dataclass(frozen=True)
class Answer:
    """The list, and the rows removed by the last save."""

    rows: Annotated[tuple[Sign, ...], Many(0, MOST_ROWS)] = ()
    dropped: Annotated[tuple[Sign, ...], Many(0, MOST_ROWS)] = ()

"""What a choice deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Entries, Id, OneOf, Says, Why
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.labels import N_


@dataclass(frozen=True)
class Option:
    """One answer to choose."""

    id: Id
    text: Annotated[str, Text(400), Says(N_("Text"))]


@dataclass(frozen=True)
class Brief:
    """What the student sees. ``several`` lets more than one option be chosen."""

    question: Annotated[str, Text(1000), Says(N_("Question"))]
    options: Annotated[
        tuple[Option, ...], Many(2, 20), Says(N_("Options")), Entries(N_("Option"), "o")
    ]
    several: Annotated[
        bool, Says(N_("Several may be chosen"), N_("A wrong one then takes back a right one."))
    ] = False
    points_c: Annotated[int, Whole(1, 100_000), Says(N_("Points"))] = 100

    def __post_init__(self) -> None:
        if len({each.id for each in self.options}) != len(self.options):
            raise ShapeError("Two options have the same id.", "options")


@dataclass(frozen=True)
class Key:
    """The right options, and what to say about each option once it is handed in."""

    right: Annotated[
        frozenset[Annotated[Id, OneOf("options")]], Many(1, 20), Says(N_("Right options"))
    ]
    why: Annotated[
        Mapping[Annotated[Id, OneOf("options")], Annotated[str, Text(800)]], Says(Why, WHY_HINT)
    ] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """The options chosen."""

    chosen: Annotated[frozenset[Id], Many(0, 20)] = frozenset()

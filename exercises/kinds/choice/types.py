"""What a choice deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.shape import Many, ShapeError, Text, Whole

Id = Annotated[str, Text(12)]


@dataclass(frozen=True)
class Option:
    """One answer to choose."""

    id: Id
    text: Annotated[str, Text(400)]


@dataclass(frozen=True)
class Brief:
    """What the student sees. ``several`` lets more than one option be chosen."""

    question: Annotated[str, Text(1000)]
    options: Annotated[tuple[Option, ...], Many(2, 20)]
    several: bool = False
    points_c: Annotated[int, Whole(1, 100_000)] = 100

    def __post_init__(self) -> None:
        if len({each.id for each in self.options}) != len(self.options):
            raise ShapeError("Two options have the same id.", "options")


@dataclass(frozen=True)
class Key:
    """The right options, and what to say about each option once it is handed in."""

    right: Annotated[frozenset[Id], Many(1, 20)]
    why: Mapping[Id, Annotated[str, Text(800)]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """The options chosen."""

    chosen: Annotated[frozenset[Id], Many(0, 20)] = frozenset()

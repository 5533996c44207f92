"""What sorting claims deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.claims import ClaimClass

Id = Annotated[str, Text(12)]
VoiceId = Annotated[str, Text(20)]


@dataclass(frozen=True)
class Statement:
    """One claim in the author's words, the paragraph it stands in, and whether to ask who says it."""

    id: Id
    paragraph: Annotated[str, Text(12)]
    text: Annotated[str, Text(600)]
    ask_who: bool = False


@dataclass(frozen=True)
class Voice:
    """Somebody who may assert a claim."""

    id: VoiceId
    name: Annotated[str, Text(120)]


@dataclass(frozen=True)
class Brief:
    """What the student sees.

    A claim is worth ``claim_c`` hundredths of points; where the student is asked who asserts it,
    ``who_c`` of them are for that.
    """

    statements: Annotated[tuple[Statement, ...], Many(1, 100)]
    voices: Annotated[tuple[Voice, ...], Many(0, 20)] = ()
    claim_c: Annotated[int, Whole(1, 10_000)] = 100
    who_c: Annotated[int, Whole(0, 10_000)] = 25

    def __post_init__(self) -> None:
        if len({each.id for each in self.statements}) != len(self.statements):
            raise ShapeError("Two statements have the same id.", "statements")
        if len({each.id for each in self.voices}) != len(self.voices):
            raise ShapeError("Two voices have the same id.", "voices")
        if self.who_c >= self.claim_c:
            raise ShapeError("Who asserts a claim is worth less than its class.", "who_c")
        if any(each.ask_who for each in self.statements) and not self.voices:
            raise ShapeError("Say which voices there are to choose from.", "voices")


@dataclass(frozen=True)
class StatementKey:
    """The class experts give a claim.

    Attributes:
        main: the class for full credit.
        also: further classes, each with its credit above 0 and up to 1.
        who: the voices accepted where the student is asked; empty otherwise.
        why: the experts' note.
    """

    main: ClaimClass
    also: Mapping[ClaimClass, float] = field(default_factory=dict)
    who: frozenset[VoiceId] = frozenset()
    why: Annotated[str, Text(800, 0)] = ""

    def __post_init__(self) -> None:
        if self.main in self.also:
            raise ShapeError("The second class must differ from the first.", "also")
        if not all(0 < credit <= 1 for credit in self.also.values()):
            raise ShapeError("The credit of a second class is above 0 and at most 1.", "also")


@dataclass(frozen=True)
class Key:
    """Keys by statement id."""

    statements: Mapping[Id, StatementKey]


@dataclass(frozen=True)
class Sorted:
    """What the student made of one claim."""

    code: ClaimClass | None = None
    who: Annotated[str, Text(20, 0)] = ""


@dataclass(frozen=True)
class Answer:
    """Classes by statement id."""

    sorted: Annotated[Mapping[Id, Sorted], Many(0, 100)] = field(default_factory=dict)

"""What sorting claims deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.asking import (
    WHY_HINT,
    Entries,
    Id,
    OneOf,
    Paragraph,
    Says,
    Scale,
    Why,
)
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.claims import LABELS, ClaimClass
from exercises.tradecraft.labels import N_

VoiceId = Annotated[str, Text(20), Says(N_("Handle"), N_("Short, such as author or camps."))]
Class = Annotated[ClaimClass, Scale(LABELS)]


@dataclass(frozen=True)
class Statement:
    """One claim in the author's words, the paragraph it stands in, and whether to ask who says it."""

    id: Id
    paragraph: Annotated[str, Text(12), Paragraph(), Says(N_("Paragraph"))]
    text: Annotated[
        str,
        Text(600),
        Says(N_("Claim"), N_("Keep “alleged” or “reported” beside a claim about real people.")),
    ]
    ask_who: Annotated[bool, Says(N_("Ask who asserts it"))] = False


@dataclass(frozen=True)
class Voice:
    """Somebody who may assert a claim."""

    id: VoiceId
    name: Annotated[str, Text(120), Says(N_("Name"))]


@dataclass(frozen=True)
class Brief:
    """What the student sees.

    A claim is worth ``claim_c`` hundredths of points; where the student is asked who asserts it,
    ``who_c`` of them are for that.
    """

    statements: Annotated[
        tuple[Statement, ...], Many(1, 100), Says(N_("Claims")), Entries(N_("Claim"))
    ]
    voices: Annotated[
        tuple[Voice, ...],
        Many(0, 20),
        Says(N_("Voices"), N_("Who may assert a claim; asked where a claim says so.")),
        Entries(N_("Voice"), "v"),
    ] = ()
    claim_c: Annotated[int, Whole(1, 10_000), Says(N_("Points for one claim"))] = 100
    who_c: Annotated[
        int, Whole(0, 10_000), Says(N_("Of these for who asserts it, where that is asked"))
    ] = 25

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
        open: the experts do not agree on a class: any class earns its points.
        why: the experts' note.
    """

    main: Annotated[Class, Says(N_("Class"))]
    also: Annotated[
        Mapping[Class, float],
        Says(
            N_("Second classes"),
            N_("Each with its credit above 0 and up to 1, such as “SP 0.5, RF 1”."),
        ),
    ] = field(default_factory=dict)
    who: Annotated[
        frozenset[Annotated[VoiceId, OneOf("voices")]],
        Says(N_("Who asserts it"), N_("Every voice that is accepted, where the task asks.")),
    ] = frozenset()
    open: Annotated[bool, Says(N_("The experts differ: every class earns the points"))] = False
    why: Annotated[str, Text(800, 0), Says(Why, WHY_HINT)] = ""

    def __post_init__(self) -> None:
        if self.main in self.also:
            raise ShapeError("The second class must differ from the first.", "also")
        if not all(0 < credit <= 1 for credit in self.also.values()):
            raise ShapeError("The credit of a second class is above 0 and at most 1.", "also")


@dataclass(frozen=True)
class Key:
    """Keys by statement id."""

    statements: Annotated[
        Mapping[Annotated[Id, OneOf("statements", each=True)], StatementKey], Says(N_("Claims"))
    ]


@dataclass(frozen=True)
class Sorted:
    """What the student made of one claim."""

    code: ClaimClass | None = None
    who: Annotated[str, Text(20, 0)] = ""


@dataclass(frozen=True)
class Answer:
    """Classes by statement id."""

    sorted: Annotated[Mapping[Id, Sorted], Many(0, 100)] = field(default_factory=dict)

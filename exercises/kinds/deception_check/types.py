"""What the deception check deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Says, Scale
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.deception import (
    FINDING_LABELS,
    PROMPTS,
    TECHNIQUE_LABELS,
    Finding,
    Technique,
)
from exercises.tradecraft.labels import N_, Label

TEXT_MOST = 800
HANDLES = frozenset(prompt.handle for prompt in PROMPTS)

QUESTIONS = {prompt.handle: Label(prompt.question) for prompt in PROMPTS}

Handle = Annotated[str, Text(30), Scale(QUESTIONS)]


@dataclass(frozen=True)
class Brief:
    """What the student sees: who may deceive about what, and what one set of questions is worth."""

    about: Annotated[
        str, Text(600), Says(N_("What it is about"), N_("Who may deceive whom about what."))
    ]
    set_c: Annotated[int, Whole(4, 10_000), Says(N_("Points for one set of questions"))] = 400


@dataclass(frozen=True)
class Key:
    """What experts would say.

    Attributes:
        findings: the outcomes they accept.
        model: their answers by prompt.
        good: what a good answer to a set of questions holds, for the marker.
        why: their note on the whole.
    """

    findings: Annotated[
        frozenset[Annotated[Finding, Scale(FINDING_LABELS)]],
        Many(1, 4),
        Says(N_("Accepted outcomes")),
    ]
    model: Annotated[Mapping[Handle, Annotated[str, Text(TEXT_MOST)]], Says(N_("Model answers"))]
    good: Annotated[
        Mapping[Annotated[Technique, Scale(TECHNIQUE_LABELS)], Annotated[str, Text(800)]],
        Says(N_("What a good answer holds"), N_("For the marker, by set of questions.")),
    ] = field(default_factory=dict)
    why: Annotated[str, Text(1200, 0), Says(N_("Why, on the whole"), WHY_HINT)] = ""

    def __post_init__(self) -> None:
        _known(self.model, "model")


@dataclass(frozen=True)
class Answer:
    """Answers by prompt, and where the check comes out."""

    answers: Annotated[Mapping[Handle, Annotated[str, Text(TEXT_MOST)]], Many(0, 40)] = field(
        default_factory=dict
    )
    finding: Finding | None = None
    because: Annotated[str, Text(TEXT_MOST, 0)] = ""

    def __post_init__(self) -> None:
        _known(self.answers, "answers")


def _known(answers: Mapping[str, str], at: str) -> None:
    for handle in answers:
        if handle not in HANDLES:
            raise ShapeError(f"There is no question “{handle}”.", at)

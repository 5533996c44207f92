"""What a written assessment deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.asking import Says
from exercises.kinds.asking import Scale as Words
from exercises.kinds.shape import Many, Text, Whole
from exercises.tradecraft.labels import N_
from exercises.tradecraft.rubric import (
    EIGHT_STANDARDS,
    LEVEL_LABELS,
    STANDARD_LABELS,
    Level,
    Standard,
)
from exercises.tradecraft.words import SCALE_LABELS, Scale

TEXT_MOST = 20_000
LEVELS = {str(int(level)): label for level, label in LEVEL_LABELS.items() if level}

Criterion = Annotated[Standard, Words(STANDARD_LABELS)]


@dataclass(frozen=True)
class Brief:
    """What the student sees.

    Attributes:
        reader: who it is for, and what they must decide.
        most_words: the limit; citations do not count.
        standards: what it is marked on, level 0 to 4 each.
        level_c: what one level is worth, in hundredths of points.
        scale: the words of likelihood to use.
        question_terms: words of the question; the first sentence should take one up.
        watch: phrases that name unproven allegations, for the wording check.
    """

    reader: Annotated[
        str, Text(400), Says(N_("Reader"), N_("Who it is for, and what they must decide."))
    ]
    most_words: Annotated[
        int, Whole(20, 3000), Says(N_("Words at most"), N_("Citations do not count."))
    ]
    standards: Annotated[
        tuple[Criterion, ...],
        Many(1, 9),
        Says(N_("Standards it is marked on"), N_("Level 0 to 4 each.")),
    ] = EIGHT_STANDARDS
    level_c: Annotated[int, Whole(1, 10_000), Says(N_("Points for one level"))] = 100
    scale: Annotated[Scale, Words(SCALE_LABELS), Says(N_("Words of likelihood"))] = (
        Scale.ICD203_FIRST
    )
    question_terms: Annotated[
        tuple[Annotated[str, Text(40)], ...],
        Many(0, 20),
        Says(
            N_("Words of the question"),
            N_("One a line. The first sentence should take one of them up."),
        ),
    ] = ()
    watch: Annotated[
        tuple[Annotated[str, Text(60)], ...],
        Many(0, 40),
        Says(
            N_("Phrases to watch"),
            N_("One a line: they name unproven allegations, so “alleged” belongs beside them."),
        ),
    ] = ()


@dataclass(frozen=True)
class Key:
    """What the marker sees: a model answer, a weak one, and this case's wording of the levels."""

    model: Annotated[str, Text(8000), Says(N_("Model answer"))]
    checks: Annotated[
        tuple[Annotated[str, Text(300)], ...],
        Many(0, 20),
        Says(N_("What to look for"), N_("One a line, for the marker.")),
    ] = ()
    weak: Annotated[str, Text(4000, 0), Says(N_("Weak answer"))] = ""
    weak_why: Annotated[str, Text(1000, 0), Says(N_("What is weak about it"))] = ""
    levels: Annotated[
        Mapping[Criterion, Mapping[Annotated[str, Words(LEVELS)], Annotated[str, Text(600)]]],
        Says(N_("Levels"), N_("What a level looks like in this case; empty leaves the rubric's.")),
    ] = field(default_factory=dict)
    """By standard and level ("1" to "4"): what this level looks like in this case."""

    def wording(self, standard: Standard, level: Level) -> str:
        """Return the case's own wording of a level, or nothing."""
        return self.levels.get(standard, {}).get(str(int(level)), "")


@dataclass(frozen=True)
class Answer:
    """The text as typed; plain text with citations such as ``[¶7]``."""

    text: Annotated[str, Text(TEXT_MOST, 0)] = ""

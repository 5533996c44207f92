"""What a written assessment deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.shape import Many, Text, Whole
from exercises.tradecraft.rubric import EIGHT_STANDARDS, Level, Standard
from exercises.tradecraft.words import Scale

TEXT_MOST = 20_000


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

    reader: Annotated[str, Text(400)]
    most_words: Annotated[int, Whole(20, 3000)]
    standards: Annotated[tuple[Standard, ...], Many(1, 9)] = EIGHT_STANDARDS
    level_c: Annotated[int, Whole(1, 10_000)] = 100
    scale: Scale = Scale.ICD203_FIRST
    question_terms: Annotated[tuple[Annotated[str, Text(40)], ...], Many(0, 20)] = ()
    watch: Annotated[tuple[Annotated[str, Text(60)], ...], Many(0, 40)] = ()


@dataclass(frozen=True)
class Key:
    """What the marker sees: a model answer, a weak one, and this case's wording of the levels."""

    model: Annotated[str, Text(8000)]
    checks: Annotated[tuple[Annotated[str, Text(300)], ...], Many(0, 20)] = ()
    weak: Annotated[str, Text(4000, 0)] = ""
    weak_why: Annotated[str, Text(1000, 0)] = ""
    levels: Mapping[Standard, Mapping[str, Annotated[str, Text(600)]]] = field(default_factory=dict)
    """By standard and level ("1" to "4"): what this level looks like in this case."""

    def wording(self, standard: Standard, level: Level) -> str:
        """Return the case's own wording of a level, or nothing."""
        return self.levels.get(standard, {}).get(str(int(level)), "")


@dataclass(frozen=True)
class Answer:
    """The text as typed; plain text with citations such as ``[¶7]``."""

    text: Annotated[str, Text(TEXT_MOST, 0)] = ""

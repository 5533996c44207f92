"""What an estimate deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.words import TERMS, Confidence, Scale

Id = Annotated[str, Text(12)]
Percent = Annotated[int, Whole(1, 99)]

BECAUSE_MOST = 600


@dataclass(frozen=True)
class Question:
    """One thing to estimate: how likely is it that ``text``?"""

    id: Id
    text: Annotated[str, Text(400)]
    hint: Annotated[str, Text(400, 0)] = ""


@dataclass(frozen=True)
class Brief:
    """What the student sees.

    Attributes:
        questions: what to estimate.
        scale: the term set in use; a product keeps to one.
        nested: question ids, each contained in the next, so that no chance may exceed its follower.
        word_c, panel_c, confidence_c: what each part of a question is worth, hundredths of points.
        nested_c: what keeping to the nesting is worth, once for the task.
    """

    questions: Annotated[tuple[Question, ...], Many(1, 10)]
    scale: Scale = Scale.ICD203_FIRST
    nested: tuple[Id, ...] = ()
    word_c: Annotated[int, Whole(0, 10_000)] = 100
    panel_c: Annotated[int, Whole(0, 10_000)] = 100
    confidence_c: Annotated[int, Whole(0, 10_000)] = 100
    nested_c: Annotated[int, Whole(0, 10_000)] = 0

    def __post_init__(self) -> None:
        ids = [each.id for each in self.questions]
        if len(set(ids)) != len(ids):
            raise ShapeError("Two questions have the same id.", "questions")
        if not set(self.nested) <= set(ids) or len(set(self.nested)) != len(self.nested):
            raise ShapeError("Name each question at most once, by its id.", "nested")
        if self.nested_c and len(self.nested) < 2:
            raise ShapeError("There is nothing nested to give points for.", "nested_c")

    @property
    def total_c(self) -> int:
        """What the whole task is worth, in hundredths of points."""
        each = self.word_c + self.panel_c + self.confidence_c
        return each * len(self.questions) + self.nested_c

    @property
    def words(self) -> tuple[str, ...]:
        """The terms to choose from, least likely first."""
        return tuple(term.term for term in TERMS[self.scale])


@dataclass(frozen=True)
class QuestionKey:
    """What the experts hold: a range in per cent, and the confidence levels that fit."""

    low: Percent
    high: Percent
    confidence: Annotated[frozenset[Confidence], Many(1, 3)]
    why: Annotated[str, Text(1200, 0)] = ""

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ShapeError("The range begins above its end.", "low")


@dataclass(frozen=True)
class Key:
    """The experts' view by question id."""

    questions: Mapping[Id, QuestionKey]


@dataclass(frozen=True)
class Estimate:
    """What the student holds about one question."""

    number: Percent | None = None
    word: Annotated[str, Text(40, 0)] = ""
    confidence: Confidence | None = None
    because: Annotated[str, Text(BECAUSE_MOST, 0)] = ""


@dataclass(frozen=True)
class Answer:
    """Estimates by question id."""

    estimates: Annotated[Mapping[Id, Estimate], Many(0, 10)] = field(default_factory=dict)

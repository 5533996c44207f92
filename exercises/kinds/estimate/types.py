"""What an estimate deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Entries, Id, OneOf, Says, Why
from exercises.kinds.asking import Scale as Words
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.labels import N_
from exercises.tradecraft.words import CONFIDENCE_LABELS, SCALE_LABELS, TERMS, Confidence, Scale

Percent = Annotated[int, Whole(1, 99)]

BECAUSE_MOST = 600


@dataclass(frozen=True)
class Question:
    """One thing to estimate: how likely is it that ``text``?"""

    id: Id
    text: Annotated[str, Text(400), Says(N_("How likely is it that …"))]
    hint: Annotated[str, Text(400, 0), Says(N_("Hint"), N_("Students see it."))] = ""


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

    questions: Annotated[
        tuple[Question, ...], Many(1, 10), Says(N_("Questions")), Entries(N_("Question"), "Q")
    ]
    scale: Annotated[Scale, Words(SCALE_LABELS), Says(N_("Words of likelihood"))] = (
        Scale.ICD203_FIRST
    )
    nested: Annotated[
        tuple[Annotated[Id, OneOf("questions")], ...],
        Says(
            N_("Nested questions"),
            N_("Handles in order, each contained in the next: no chance may exceed its follower."),
        ),
    ] = ()
    word_c: Annotated[int, Whole(0, 10_000), Says(N_("Points for a word that fits the number"))] = (
        100
    )
    panel_c: Annotated[int, Whole(0, 10_000), Says(N_("Points for a number near the experts'"))] = (
        100
    )
    confidence_c: Annotated[
        int, Whole(0, 10_000), Says(N_("Points for the confidence and its reason"))
    ] = 100
    nested_c: Annotated[
        int, Whole(0, 10_000), Says(N_("Points for keeping to the nesting, once"))
    ] = 0

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
    """What the experts hold: a range in per cent, and the confidence levels that fit.

    ``range_open`` and ``confidence_open`` say that the experts do not agree: any number, any
    confidence then earns its points.
    """

    low: Annotated[Percent, Says(N_("Range from, %"))]
    high: Annotated[Percent, Says(N_("Range to, %"))]
    confidence: Annotated[
        frozenset[Annotated[Confidence, Words(CONFIDENCE_LABELS)]],
        Many(1, 3),
        Says(N_("Accepted confidence")),
    ]
    range_open: Annotated[
        bool, Says(N_("The experts differ about the number: every number earns the points"))
    ] = False
    confidence_open: Annotated[
        bool, Says(N_("The experts differ about the confidence: every level earns the points"))
    ] = False
    why: Annotated[str, Text(1200, 0), Says(Why, WHY_HINT)] = ""

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ShapeError("The range begins above its end.", "low")


@dataclass(frozen=True)
class Key:
    """The experts' view by question id."""

    questions: Annotated[
        Mapping[Annotated[Id, OneOf("questions", each=True)], QuestionKey], Says(N_("Questions"))
    ]


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

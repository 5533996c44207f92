"""What a forecast deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Entries, Id, OneOf, Says, Why
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.labels import N_

Percent = Annotated[int, Whole(0, 100)]

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Outcome:
    """One way a question may come out."""

    id: Id
    text: Annotated[str, Text(200), Says(N_("Outcome"))]


@dataclass(frozen=True)
class Question:
    """One question with the terms it is settled by, all of them known before it opens.

    Attributes:
        outcomes: ways it may come out, excluding each other; empty for a yes-or-no question.
        ordered: the outcomes have an order, so that a near miss costs less.
        settled_by: which source settles it, and how.
        deadline: by when, in words.
        void: when it does not count.
    """

    id: Id
    text: Annotated[str, Text(400), Says(N_("Question"))]
    settled_by: Annotated[
        str, Text(600), Says(N_("Settled by"), N_("Which source settles it, and how."))
    ]
    deadline: Annotated[str, Text(120), Says(N_("Deadline, in words"))]
    void: Annotated[str, Text(300), Says(N_("When it does not count"))]
    outcomes: Annotated[
        tuple[Outcome, ...],
        Many(0, 12),
        Says(N_("Outcomes"), N_("They exclude each other. None: a yes-or-no question.")),
        Entries(N_("Outcome"), "o"),
    ] = ()
    ordered: Annotated[
        bool, Says(N_("The outcomes have an order"), N_("A near miss then costs less."))
    ] = False

    def __post_init__(self) -> None:
        if len(self.outcomes) == 1 or len({each.id for each in self.outcomes}) != len(
            self.outcomes
        ):
            raise ShapeError(
                "Give two outcomes or more with ids of their own, or none.", "outcomes"
            )

    @property
    def binary(self) -> bool:
        """Whether it is a yes-or-no question."""
        return not self.outcomes

    @property
    def ids(self) -> tuple[str, ...]:
        """The outcomes a chance is asked for: yes alone, or all of them."""
        return (YES,) if self.binary else tuple(each.id for each in self.outcomes)


@dataclass(frozen=True)
class Brief:
    """What the student sees.

    Attributes:
        questions: what to forecast.
        each_c: what one question is worth once it is settled, in hundredths of points.
        points_later: nobody knows the outcomes yet when the task is handed in; points come as the
            questions resolve, for the last forecast before each of them closed.
    """

    questions: Annotated[
        tuple[Question, ...], Many(1, 12), Says(N_("Questions")), Entries(N_("Question"), "Q")
    ]
    each_c: Annotated[
        int,
        Whole(0, 10_000),
        Says(
            N_("Points for one question"),
            N_(
                "Only for questions whose outcome is known, or will be with points that come later."
            ),
        ),
    ] = 0
    points_later: Annotated[
        bool,
        Says(
            N_("Points come later"),
            N_("Nobody knows the outcomes yet; points come as the questions resolve."),
        ),
    ] = False

    def __post_init__(self) -> None:
        if len({each.id for each in self.questions}) != len(self.questions):
            raise ShapeError("Two questions have the same id.", "questions")
        if self.points_later and not self.each_c:
            raise ShapeError("Say what a question is worth, or that no points come.", "each_c")


@dataclass(frozen=True)
class Settled:
    """What happened, and where it says so."""

    outcome: Annotated[Id, Says(N_("Outcome"), N_("Its handle; yes or no where there are none."))]
    source: Annotated[str, Text(600), Says(N_("Where it says so"))]


@dataclass(frozen=True)
class Key:
    """What is known of the outcomes, and reference chances to show beside the student's.

    ``settled`` is empty for questions that are still open; ``reference`` holds one list of per cents
    for each question, in the order of its outcomes (yes alone for a yes-or-no question).
    """

    settled: Annotated[
        Mapping[Annotated[Id, OneOf("questions")], Settled],
        Says(N_("What happened"), N_("Empty for questions that are still open.")),
    ] = field(default_factory=dict)
    reference: Annotated[
        Mapping[Annotated[Id, OneOf("questions")], tuple[Percent, ...]],
        Says(
            N_("Reference forecast, %"),
            N_("A number for each outcome in order, together 100; one for a yes-or-no question."),
        ),
    ] = field(default_factory=dict)
    why: Annotated[
        Mapping[Annotated[Id, OneOf("questions")], Annotated[str, Text(800)]], Says(Why, WHY_HINT)
    ] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """Chances in per cent by question and outcome."""

    chances: Annotated[Mapping[Id, Annotated[Mapping[Id, Percent], Many(0, 12)]], Many(0, 12)] = (
        field(default_factory=dict)
    )


def complete(question: Question, chances: Mapping[str, int]) -> bool:
    """Whether a question has its chances: one from 1 to 99, or all of them adding up to 100."""
    if question.binary:
        return 1 <= chances.get(YES, 0) <= 99
    return all(id_ in chances for id_ in question.ids) and sum(chances.values()) == 100

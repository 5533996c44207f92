"""What a forecast deals in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from exercises.kinds.shape import Many, ShapeError, Text, Whole

Id = Annotated[str, Text(12)]
Percent = Annotated[int, Whole(0, 100)]

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Outcome:
    """One way a question may come out."""

    id: Id
    text: Annotated[str, Text(200)]


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
    text: Annotated[str, Text(400)]
    settled_by: Annotated[str, Text(600)]
    deadline: Annotated[str, Text(120)]
    void: Annotated[str, Text(300)]
    outcomes: Annotated[tuple[Outcome, ...], Many(0, 12)] = ()
    ordered: bool = False

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

    questions: Annotated[tuple[Question, ...], Many(1, 12)]
    each_c: Annotated[int, Whole(0, 10_000)] = 0
    points_later: bool = False

    def __post_init__(self) -> None:
        if len({each.id for each in self.questions}) != len(self.questions):
            raise ShapeError("Two questions have the same id.", "questions")
        if self.points_later and not self.each_c:
            raise ShapeError("Say what a question is worth, or that no points come.", "each_c")


@dataclass(frozen=True)
class Settled:
    """What happened, and where it says so."""

    outcome: Id
    source: Annotated[str, Text(600)]


@dataclass(frozen=True)
class Key:
    """What is known of the outcomes, and reference chances to show beside the student's.

    ``settled`` is empty for questions that are still open; ``reference`` holds one list of per cents
    for each question, in the order of its outcomes (yes alone for a yes-or-no question).
    """

    settled: Mapping[Id, Settled] = field(default_factory=dict)
    reference: Mapping[Id, tuple[Percent, ...]] = field(default_factory=dict)
    why: Mapping[Id, Annotated[str, Text(800)]] = field(default_factory=dict)


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

"""What a short text deals in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Says, Why
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.labels import N_
from exercises.tradecraft.wordings import has_words

TEXT_MOST = 2000

Wording = Annotated[str, Text(200)]


@dataclass(frozen=True)
class Brief:
    """What the student sees. ``lines`` is the height of the field."""

    question: Annotated[str, Text(1000), Says(N_("Question"))]
    most_chars: Annotated[int, Whole(1, TEXT_MOST), Says(N_("Characters at most"))] = 300
    lines: Annotated[int, Whole(1, 12), Says(N_("Height of the field, lines"))] = 1
    points_c: Annotated[int, Whole(1, 100_000), Says(N_("Points"))] = 100


@dataclass(frozen=True)
class Key:
    """How to know the answer.

    Attributes:
        model: the answer the author would give.
        accepted: wordings that are right: a text fits one that holds all its words in any order;
            ``word*`` fits every word that begins so.
        refused: wordings that are a known mistake, each worth nothing; looked at first.
        why: the author's words on the answer.

    A text that fits neither waits for a person.
    """

    model: Annotated[str, Text(TEXT_MOST), Says(N_("Model answer"))]
    accepted: Annotated[
        tuple[Wording, ...],
        Many(0, 40),
        Says(
            N_("Accepted wordings"),
            N_(
                "One a line. An answer fits that holds all words of a line in any order; word* fits "
                "every word that begins so."
            ),
        ),
    ] = ()
    refused: Annotated[
        tuple[Wording, ...],
        Many(0, 40),
        Says(
            N_("Refused wordings"),
            N_("One a line: known mistakes. They are looked at first, and are worth nothing."),
        ),
    ] = ()
    why: Annotated[str, Text(1200, 0), Says(Why, WHY_HINT)] = ""

    def __post_init__(self) -> None:
        if not all(has_words(each) for each in (*self.accepted, *self.refused)):
            raise ShapeError("A wording needs a word to know it by.", "accepted")


@dataclass(frozen=True)
class Answer:
    """The text as typed."""

    text: Annotated[str, Text(TEXT_MOST, 0)] = ""

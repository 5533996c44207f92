"""What the key assumptions check deals in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from exercises.kinds.asking import WHY_HINT, Entries, Id, Says, Scale
from exercises.kinds.shape import Many, ShapeError, Text, Whole
from exercises.tradecraft.assumptions import SUPPORT_LABELS, KeyAssumption, Support
from exercises.tradecraft.labels import N_

MOST_ROWS = 20
TEXT_MOST = 400


@dataclass(frozen=True)
class Brief:
    """What the student sees. ``points_c`` is shared by the assumptions of the key."""

    about: Annotated[
        str, Text(600), Says(N_("What it is about"), N_("The conclusion to be checked."))
    ]
    points_c: Annotated[
        int, Whole(1, 100_000), Says(N_("Points, shared by the assumptions of the key"))
    ] = 600


@dataclass(frozen=True)
class Entry:
    """One assumption of the key.

    Attributes:
        id: its handle, such as ``A1``.
        text: the assumption in the experts' words.
        wordings: how to know it in a student's: all words of one, in any order; ``word*`` fits
            every word that begins so.
        support: the judgements accepted.
        linchpin: whether the conclusion changes if it is wrong.
        if_wrong: what then.
    """

    id: Id
    text: Annotated[str, Text(TEXT_MOST), Says(N_("Assumption"))]
    wordings: Annotated[
        tuple[Annotated[str, Text(200)], ...],
        Many(1, 40),
        Says(
            N_("Wordings to know it by"),
            N_(
                "One a line. A text fits that holds all words of a line in any order; word* fits "
                "every word that begins so."
            ),
        ),
    ]
    support: Annotated[
        frozenset[Annotated[Support, Scale(SUPPORT_LABELS)]],
        Many(1, 3),
        Says(N_("Accepted judgements")),
    ]
    linchpin: Annotated[
        bool, Says(N_("Linchpin"), N_("The conclusion changes if it is wrong."))
    ] = False
    if_wrong: Annotated[str, Text(600, 0), Says(N_("What if it is wrong"), WHY_HINT)] = ""

    def __post_init__(self) -> None:
        self.rule()

    def rule(self) -> KeyAssumption:
        """Return it as the rules of the trade compare it."""
        return KeyAssumption(self.id, self.wordings, self.support, self.linchpin)


@dataclass(frozen=True)
class Key:
    """The assumptions experts name."""

    assumptions: Annotated[
        tuple[Entry, ...], Many(1, 20), Says(N_("Assumptions")), Entries(N_("Assumption"), "A")
    ]

    def __post_init__(self) -> None:
        if len({each.id for each in self.assumptions}) != len(self.assumptions):
            raise ShapeError("Two assumptions have the same id.", "assumptions")


@dataclass(frozen=True)
class Assumption:
    """One row of the student's list."""

    text: Annotated[str, Text(TEXT_MOST, 0)] = ""
    support: Support | None = None
    if_wrong: Annotated[str, Text(TEXT_MOST, 0)] = ""


@dataclass(frozen=True)
class Answer:
    """The student's list, and the rows removed by the last save."""

    rows: Annotated[tuple[Assumption, ...], Many(0, MOST_ROWS)] = ()
    dropped: Annotated[tuple[Assumption, ...], Many(0, MOST_ROWS)] = ()

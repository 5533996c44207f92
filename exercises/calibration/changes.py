"""What moved between one's own forecasts, by how much. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from exercises.kinds.forecast.types import Question


class Made(Protocol):
    """A forecast as it is stored."""

    number: int
    chances: Mapping[str, int]
    why: str
    made_at: datetime
    response_id: int | None


@dataclass(frozen=True)
class Move:
    """How far the chance of one outcome went between two forecasts, in points of per cent."""

    text: str
    before: int
    after: int

    @property
    def by(self) -> int:
        """Points up (or down, below 0)."""
        return self.after - self.before

    @property
    def down(self) -> int:
        """Points down, above 0 where the chance fell."""
        return self.before - self.after


@dataclass(frozen=True)
class Change:
    """One forecast of a history with what moved since the one before.

    Attributes:
        made_at: when it was given.
        chances: words of each outcome with its chance.
        moves: outcomes whose chance changed; empty for the first forecast.
        why: the forecaster's own words.
        first: nothing came before it.
        counts: it is the one that counts.
        handed_in: it came with an exercise.
    """

    made_at: datetime
    chances: Sequence[tuple[str, int]]
    moves: Sequence[Move]
    why: str
    first: bool
    counts: bool
    handed_in: bool


def changes_of(question: Question, history: Sequence[Made], counts: Made | None) -> list[Change]:
    """Return a history, oldest first, with what moved from each forecast to the next."""
    texts = {each.id: each.text for each in question.outcomes} or {question.ids[0]: ""}
    found: list[Change] = []
    before: Mapping[str, int] | None = None
    for made in history:
        moves = [
            Move(text, before[id_], made.chances[id_])
            for id_, text in texts.items()
            if before is not None and before[id_] != made.chances[id_]
        ]
        found.append(
            Change(
                made_at=made.made_at,
                chances=[(text, made.chances[id_]) for id_, text in texts.items()],
                moves=moves,
                why=made.why,
                first=before is None,
                counts=counts is not None and made.number == counts.number,
                handed_in=made.response_id is not None,
            )
        )
        before = made.chances
    return found

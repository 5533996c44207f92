"""A deception check is read by a person; only an empty one needs nobody. Pure."""

from __future__ import annotations

from exercises.kinds.deception_check.types import Answer, Brief, Key
from exercises.kinds.score import Score
from exercises.tradecraft.deception import Technique


def score(brief: Brief, key: Key, answer: Answer) -> Score | None:
    """Return None: markers judge each set of questions. Nothing answered is worth nothing."""
    if answer.answers or answer.finding or answer.because:
        return None
    return Score(0, brief.set_c * len(Technique))

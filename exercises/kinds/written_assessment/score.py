"""A written assessment is never scored by a rule: a person must look. Pure."""

from __future__ import annotations

from exercises.kinds.score import Score
from exercises.kinds.written_assessment.types import Answer, Brief, Key


def score(brief: Brief, key: Key, answer: Answer) -> Score | None:
    """Return None: markers give the levels. A text that was never begun has nothing to look at."""
    return None if answer.text else Score(0, 4 * brief.level_c * len(brief.standards))

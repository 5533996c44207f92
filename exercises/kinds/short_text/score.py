"""Scoring a short text: known to be right, known to be wrong, or for a person. Pure."""

from __future__ import annotations

from exercises.kinds.score import Remark, Score, verdict_of
from exercises.kinds.short_text.types import Answer, Brief, Key
from exercises.tradecraft.labels import N_
from exercises.tradecraft.wordings import fits_any

RIGHT = N_("Right.")
WRONG = N_("This is a mistake that comes up often.")
OPEN = N_("Nothing was written.")

LINE = "text"


def score(brief: Brief, key: Key, answer: Answer) -> Score | None:
    """All or nothing where the text is recognised; None where a person must look."""
    if not answer.text:
        return _whole(brief, 0, OPEN, key.why)
    if fits_any(answer.text, key.refused):
        return _whole(brief, 0, WRONG, key.why)
    if fits_any(answer.text, key.accepted):
        return _whole(brief, brief.points_c, RIGHT, key.why)
    return None


def _whole(brief: Brief, points: int, template: str, why: str) -> Score:
    verdict = verdict_of(points, brief.points_c)
    return Score.of([Remark(LINE, verdict, points, brief.points_c, template, note=why)])

"""What of an attempt its student may see now, and from when on the rest. Pure.

Four things are shown each for itself: points, the remarks that explain them, a marker's marks, and
model answers. Marks wait for their release, which is recorded elsewhere; here they wait only where
feedback between attempts is held back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from exercises.cohorts.dates import Phase, Window
from exercises.cohorts.rules import Rules, ScoresFrom


class Waits(StrEnum):
    """What hidden points wait for."""

    NOTHING = ""
    DUE = "due"
    CLOSE = "close"
    HAND = "hand"  # an act of the instructor
    ATTEMPTS = "attempts"  # until no attempt is left


@dataclass(frozen=True)
class Showing:
    """What may be seen of one handed-in attempt.

    Attributes:
        points: the points made by rule.
        remarks: their remarks.
        marks: released marks and comments.
        answers: the model answers, which only an act of staff shows.
        waits: what the points wait for.
        points_at: when they will be shown, where that is a date.
    """

    points: bool
    remarks: bool
    marks: bool
    answers: bool
    waits: Waits = Waits.NOTHING
    points_at: datetime | None = None


def showing(
    rules: Rules,
    window: Window,
    now: datetime,
    *,
    settled: bool,
    scores_released: bool,
    answers_released: bool,
) -> Showing:
    """Return what may be seen of a handed-in attempt at ``now``.

    Args:
        rules: the rules that hold for the person.
        window: their dates, an extension included: it moves what is shown for them alone.
        now: the instant.
        settled: whether they have no attempt open and none left.
        scores_released: whether an instructor showed the scores by hand.
        answers_released: whether an instructor showed the model answers by hand.
    """
    answers = answers_released and settled and window.phase(now) is Phase.CLOSED
    if not rules.feedback_between and not settled:
        return Showing(False, False, False, answers, Waits.ATTEMPTS)
    waits, at = _held_by(rules, window, now)
    if waits is Waits.NOTHING or scores_released:
        return Showing(True, rules.remarks, True, answers)
    return Showing(False, False, True, answers, waits, at)


def _held_by(rules: Rules, window: Window, now: datetime) -> tuple[Waits, datetime | None]:
    """Return what holds the points back, and until when; a date that is missing holds nothing."""
    if rules.scores is ScoresFrom.BY_HAND:
        return Waits.HAND, None
    held = {
        ScoresFrom.DUE: (Waits.DUE, window.due_at),
        ScoresFrom.CLOSE: (Waits.CLOSE, window.closes_at),
    }
    waits, until = held.get(rules.scores, (Waits.NOTHING, None))
    return (waits, until) if until is not None and now < until else (Waits.NOTHING, None)

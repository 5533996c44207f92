"""The working rules of an exercise: how often, how long, how late, and when what is shown. Pure.

A person keeps the rules under which they began. ``Rules()`` is the plain case: one attempt without
a clock, late work is taken and marked as late, scores are shown at hand-in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

MOST_ATTEMPTS = 20
MOST_MINUTES = 24 * 60
LONGEST_GAP = 14 * 24 * 60  # minutes


class AttemptRule(StrEnum):
    """Which attempt counts when somebody may try more than once."""

    LAST = "last"
    BEST = "best"
    MEAN = "mean"


class LateRule(StrEnum):
    """What becomes of work that is handed in between the due date and the end."""

    REFUSED = "refused"  # nothing is taken after the due date
    LESS = "less"  # taken, with a part of the points off for each day begun
    FREE = "free"  # taken without loss


class ScoresFrom(StrEnum):
    """From when on scores made by rule are shown. Marks always wait for their release."""

    HAND_IN = "hand-in"
    DUE = "due"
    CLOSE = "close"
    BY_HAND = "by-hand"


class Fault(StrEnum):
    """What does not fit within rules, or between rules and dates."""

    ATTEMPTS = "attempts"
    GAP = "gap"
    MINUTES = "minutes"
    PERCENT = "percent"
    LATE_WITHOUT_DUE = "late-without-due"
    SCORES_WITHOUT_DUE = "scores-without-due"
    SCORES_WITHOUT_CLOSE = "scores-without-close"
    BETWEEN_WITHOUT_CLOSE = "between-without-close"


@dataclass(frozen=True)
class Rules:
    """The working rules of one exercise for one person.

    Attributes:
        attempts: how many attempts there are, from 1.
        counts: which of them counts.
        gap_minutes: how long the next attempt must wait after the last hand-in.
        feedback_between: whether what came back for one attempt is shown before the last is used.
        copy_offered: whether the next attempt may start from a copy of the last answers.
        minutes: how long one attempt may take; 0 for no clock.
        late: what becomes of late work.
        late_percent: per cent of the points off for each day begun after the due date.
        late_most: the most that is ever off, in per cent.
        late_answers: with a clock, whether answers typed before the time was over and cut off by a
            lost line can be sent afterwards, for an instructor to decide on.
        scores: from when on scores are shown.
        remarks: whether the remarks are shown with the points.
    """

    attempts: int = 1
    counts: AttemptRule = AttemptRule.BEST
    gap_minutes: int = 0
    feedback_between: bool = True
    copy_offered: bool = False
    minutes: int = 0
    late: LateRule = LateRule.FREE
    late_percent: int = 0
    late_most: int = 0
    late_answers: bool = False
    scores: ScoresFrom = ScoresFrom.HAND_IN
    remarks: bool = True

    def tidy(self) -> Rules:
        """Return the same rules with what has no effect at its plain value."""
        rules = self
        if rules.attempts == 1:
            rules = replace(
                rules,
                counts=AttemptRule.BEST,
                gap_minutes=0,
                feedback_between=True,
                copy_offered=False,
            )
        if rules.late is not LateRule.LESS:
            rules = replace(rules, late_percent=0, late_most=0)
        return rules if rules.timed else replace(rules, late_answers=False)

    @property
    def repeated(self) -> bool:
        """Whether there is more than one attempt."""
        return self.attempts > 1

    @property
    def timed(self) -> bool:
        """Whether a clock runs from the start of an attempt."""
        return self.minutes > 0


def faults(rules: Rules, *, has_due: bool, has_close: bool) -> Iterator[Fault]:
    """Yield what is out of bounds in ``rules``, or has no meaning without a date."""
    if not 1 <= rules.attempts <= MOST_ATTEMPTS:
        yield Fault.ATTEMPTS
    if not 0 <= rules.gap_minutes <= LONGEST_GAP:
        yield Fault.GAP
    if not 0 <= rules.minutes <= MOST_MINUTES:
        yield Fault.MINUTES
    if rules.late is LateRule.LESS and not 1 <= rules.late_percent <= rules.late_most <= 100:
        yield Fault.PERCENT
    if rules.late is not LateRule.FREE and not has_due:
        yield Fault.LATE_WITHOUT_DUE
    if rules.scores is ScoresFrom.DUE and not has_due:
        yield Fault.SCORES_WITHOUT_DUE
    ends = has_close or (rules.late is LateRule.REFUSED and has_due)
    if rules.scores is ScoresFrom.CLOSE and not ends:
        yield Fault.SCORES_WITHOUT_CLOSE
    if rules.repeated and not rules.feedback_between and not ends:
        yield Fault.BETWEEN_WITHOUT_CLOSE

"""One exercise as its student's page shows it: what can be done next, attempts and what they gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from courseplatform.kit import clock
from exercises.cohorts.accommodating import minutes_of
from exercises.cohorts.allowance import Allowance
from exercises.cohorts.clocks import ends_at, time_up_at
from exercises.cohorts.models import Allotment
from exercises.cohorts.showing import Showing
from exercises.cohorts.wording import sentences, which_counts
from exercises.grades.fold import AttemptGrade, Grade
from exercises.grades.recording import grades_of
from exercises.work.clocking import hand_in_if_over
from exercises.work.models import Attempt
from exercises.work.showing import seen_by_owner, showing_of
from exercises.work.starting import allowance_of


@dataclass(frozen=True)
class Try:
    """One attempt with what its owner may see of its grade; None before that."""

    attempt: Attempt
    grade: AttemptGrade | None


@dataclass(frozen=True)
class ExerciseStanding:
    """Where a student stands with one exercise.

    Attributes:
        attempt: the newest attempt, or None.
        tries: the handed-in attempts, oldest first.
        allowed: what can be done next.
        shown: what may be seen of what was handed in.
        grade: what may be seen of the whole grade, or None.
        rules: the working rules in sentences.
        counts: which attempt counts, as the end of a sentence.
        minutes: how long the person's clock would run; 0 for none.
        would_end_at: when a clock that starts now would be over, or None.
    """

    attempt: Attempt | None
    tries: Sequence[Try]
    allowed: Allowance
    shown: Showing
    grade: Grade | None
    rules: Sequence[str]
    counts: str
    minutes: int
    would_end_at: datetime | None

    @property
    def handed_in(self) -> Try | None:
        """The newest attempt that was handed in."""
        return self.tries[-1] if self.tries else None

    @property
    def next_number(self) -> int:
        """The number of the attempt that would be begun next."""
        return self.allowed.made + 1

    @property
    def is_cut(self) -> bool:
        """Whether the exercise closes before a clock that starts now would be over."""
        whole = time_up_at(clock.now(), self.minutes) if self.minutes else None
        return self.would_end_at is not None and whole is not None and self.would_end_at < whole


def standing_of(allotment: Allotment) -> ExerciseStanding:
    """Return where the owner of an allotment from ``allotment_for`` stands; at most three queries.

    An attempt whose time is over is handed in on the way.
    """
    attempts = list(allotment.attempts.order_by("number"))
    newest = attempts[-1] if attempts else None
    if newest is not None:
        newest.allotment = allotment
        hand_in_if_over(newest)
    shown = showing_of(allotment, newest)
    grade = _seen(allotment, attempts, shown)
    rules = allotment.working_rules
    minutes = minutes_of(allotment.member_id, rules.minutes)
    whole = time_up_at(clock.now(), minutes) if minutes else None
    return ExerciseStanding(
        attempt=newest,
        tries=[
            Try(each, grade.attempt(each.number) if grade else None)
            for each in attempts
            if each.state == "handed_in"
        ],
        allowed=allowance_of(allotment, newest),
        shown=shown,
        grade=grade,
        rules=sentences(rules, allotment.window, extra=allotment.extra_attempts, minutes=minutes),
        counts=which_counts(rules),
        minutes=minutes,
        would_end_at=ends_at(whole, allotment.window.closes_at),
    )


def _seen(allotment: Allotment, attempts: Sequence[Attempt], shown: Showing) -> Grade | None:
    if not any(each.state == "handed_in" for each in attempts):
        return None
    grade = grades_of([allotment.pk]).get(allotment.pk)
    seen = seen_by_owner(grade, shown) if grade else None
    return seen if seen and seen.tasks else None

"""From grade events to a grade. Pure: the events are the truth, a grade is what they add up to.

Points are whole hundredths, so that no sum depends on rounding on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from exercises.cohorts.lateness import kept
from exercises.cohorts.rules import AttemptRule

__all__ = ["AttemptGrade", "AttemptRule", "Event", "Grade", "GradeKind", "TaskGrade", "fold"]


class GradeKind(StrEnum):
    """What happened to the grade of one task of one attempt, or of an attempt as a whole."""

    SCORED = "scored"  # by the kind's scorer, at hand-in
    RELEASED = "released"  # by a person, when the marks were released
    REGRADED = "regraded"  # by a person again; replaces what stood
    RESCORED = "rescored"  # by a newer scorer or a corrected key, as an act of staff
    SETTLED = "settled"  # by outcomes that became known after hand-in; again when one changes
    EXCUSED = "excused"  # the task does not count for this person
    LATE = "late"  # the attempt came late: so many per cent of its points are off


@dataclass(frozen=True)
class Event:
    """One grade event.

    Attributes:
        task: the task's primary key; None for an event about the whole attempt.
        attempt: the number of the attempt, from 1.
        kind: what happened.
        points_c, out_of_c: hundredths of points, reached and reachable.
        at: when, aware.
        less_percent: how much of the attempt's points is off from now on, for ``LATE``.
    """

    task: int | None
    attempt: int
    kind: str
    points_c: int
    out_of_c: int
    at: datetime
    less_percent: int = 0


@dataclass(frozen=True)
class TaskGrade:
    """What holds for one task of one attempt, and how often it was decided."""

    task: int
    attempt: int
    kind: str
    points_c: int
    out_of_c: int
    at: datetime
    decisions: int


@dataclass(frozen=True)
class AttemptGrade:
    """What one attempt adds up to.

    Attributes:
        number: the attempt's.
        reached_c, out_of_c: hundredths of points, before anything is off.
        less_percent: what is off for coming late.
        graded: how many of its tasks are graded.
        counts: whether this attempt counts under the rule.
    """

    number: int
    reached_c: int
    out_of_c: int
    less_percent: int
    graded: int
    counts: bool = False

    @property
    def points_c(self) -> int:
        """What is left of the points, in hundredths, rounded half up."""
        return kept(self.reached_c, self.less_percent)


@dataclass(frozen=True)
class Grade:
    """What the events of one person and one exercise add up to.

    ``out_of_c`` counts graded tasks only: a task that nobody has graded is neither zero nor lost.
    ``rule`` says which of the ``attempts`` count.
    """

    tasks: tuple[TaskGrade, ...]
    points_c: int
    out_of_c: int
    attempts: tuple[AttemptGrade, ...] = ()
    rule: str = AttemptRule.LAST

    def of(self, task: int) -> TaskGrade | None:
        """Return the grade of one task in the newest attempt that has one."""
        found = [grade for grade in self.tasks if grade.task == task]
        return max(found, key=lambda grade: grade.attempt, default=None)

    def attempt(self, number: int) -> AttemptGrade | None:
        """Return what one attempt adds up to, or None before any of it is graded."""
        return next((each for each in self.attempts if each.number == number), None)

    def only(self, keep: Callable[[TaskGrade], bool]) -> Grade:
        """Return the grade without the tasks that ``keep`` says no to, counted anew."""
        less = {each.number: each.less_percent for each in self.attempts}
        return _grade(tuple(each for each in self.tasks if keep(each)), less, self.rule)


def fold(events: Iterable[Event], rule: str = AttemptRule.LAST) -> Grade:
    """Return the grade that ``events`` (oldest first, of one allotment) add up to.

    The newest event of a task holds, and the newest about an attempt's lateness. ``rule`` says
    which attempt counts; the mean rounds half up. An attempt of which fewer tasks are graded than
    of another is not in the mean yet, and competes as the best with nothing for what waits: it
    can only get better.
    """
    standing: dict[tuple[int, int], TaskGrade] = {}
    less: dict[int, int] = {}
    for event in events:
        if event.task is None:
            less[event.attempt] = event.less_percent
            continue
        key = (event.attempt, event.task)
        decisions = standing[key].decisions + 1 if key in standing else 1
        standing[key] = TaskGrade(
            event.task,
            event.attempt,
            event.kind,
            event.points_c,
            event.out_of_c,
            event.at,
            decisions,
        )
    return _grade(tuple(standing[key] for key in sorted(standing)), less, rule)


def _grade(tasks: tuple[TaskGrade, ...], less: dict[int, int], rule: str) -> Grade:
    totals = _totals(tasks, less)
    counted = _counted(totals, rule)
    attempts = tuple(
        AttemptGrade(
            each.number,
            each.reached_c,
            each.out_of_c,
            each.less_percent,
            each.graded,
            each.number in counted,
        )
        for each in totals
    )
    points_c, out_of_c = _mean([each for each in attempts if each.counts])
    return Grade(tasks, points_c, out_of_c, attempts, rule)


def _totals(tasks: tuple[TaskGrade, ...], less: dict[int, int]) -> list[AttemptGrade]:
    """Return what each attempt adds up to, by number."""
    by_number: dict[int, list[TaskGrade]] = {}
    for grade in tasks:
        by_number.setdefault(grade.attempt, []).append(grade)
    return [
        AttemptGrade(
            number,
            sum(each.points_c for each in grades if each.kind != GradeKind.EXCUSED),
            sum(each.out_of_c for each in grades if each.kind != GradeKind.EXCUSED),
            less.get(number, 0),
            len(grades),
        )
        for number, grades in sorted(by_number.items())
    ]


def _counted(totals: list[AttemptGrade], rule: str) -> set[int]:
    """Return the numbers of the attempts that count under ``rule``."""
    if not totals:
        return set()
    if rule == AttemptRule.LAST:
        return {totals[-1].number}
    most = max(each.graded for each in totals)
    if rule == AttemptRule.MEAN:
        return {each.number for each in totals if each.graded == most}
    largest = max(each.out_of_c for each in totals)

    def worth(attempt: AttemptGrade) -> tuple[float, int, int]:
        whole = attempt.graded == most
        share = _share(attempt.points_c, attempt.out_of_c if whole else largest)
        return share, attempt.graded, attempt.number  # the later attempt wins a tie

    return {max(totals, key=worth).number}


def _mean(attempts: list[AttemptGrade]) -> tuple[int, int]:
    """Return the mean points and the mean maximum, rounded half up; of one attempt its own."""
    n = len(attempts)
    if not n:
        return 0, 0
    points = sum(each.points_c for each in attempts)
    out_of = sum(each.out_of_c for each in attempts)
    return (2 * points + n) // (2 * n), (2 * out_of + n) // (2 * n)


def _share(points_c: int, out_of_c: int) -> float:
    return points_c / out_of_c if out_of_c else -1.0

"""From grade events to a grade. Pure: the events are the truth, a grade is what they add up to.

Points are whole hundredths, so that no sum depends on rounding on the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class GradeKind(StrEnum):
    """What happened to the grade of one task of one attempt."""

    SCORED = "scored"  # by the kind's scorer, at hand-in
    RELEASED = "released"  # by a person, when the marks were released
    REGRADED = "regraded"  # by a person again; replaces what stood
    RESCORED = "rescored"  # by a newer scorer, as an act of staff
    SETTLED = "settled"  # by outcomes that became known after hand-in; again when one changes
    EXCUSED = "excused"  # the task does not count for this person


class AttemptRule(StrEnum):
    """Which attempt counts when somebody may try more than once."""

    LAST = "last"
    BEST = "best"
    MEAN = "mean"


@dataclass(frozen=True)
class Event:
    """One grade event.

    Attributes:
        task: the task's primary key.
        attempt: the number of the attempt, from 1.
        kind: what happened.
        points_c, out_of_c: hundredths of points, reached and reachable.
        at: when, aware.
    """

    task: int
    attempt: int
    kind: str
    points_c: int
    out_of_c: int
    at: datetime


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
class Grade:
    """What the events of one person and one exercise add up to.

    ``out_of_c`` counts graded tasks only: a task that nobody has graded is neither zero nor lost.
    """

    tasks: tuple[TaskGrade, ...]
    points_c: int
    out_of_c: int

    def of(self, task: int) -> TaskGrade | None:
        """Return the grade of one task in the newest attempt that has one."""
        found = [grade for grade in self.tasks if grade.task == task]
        return max(found, key=lambda grade: grade.attempt, default=None)


def fold(events: Iterable[Event], rule: str = AttemptRule.LAST) -> Grade:
    """Return the grade that ``events`` (oldest first, of one allotment) add up to.

    The newest event of a task holds. ``rule`` says which attempt counts; the mean rounds half up.
    """
    standing: dict[tuple[int, int], TaskGrade] = {}
    for event in events:
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
    tasks = tuple(standing[key] for key in sorted(standing))
    points_c, out_of_c = _count(_totals(tasks), rule)
    return Grade(tasks, points_c, out_of_c)


def _totals(tasks: tuple[TaskGrade, ...]) -> dict[int, tuple[int, int]]:
    """Return (points, out of) for each attempt."""
    totals: dict[int, tuple[int, int]] = {}
    for grade in tasks:
        points, out_of = totals.get(grade.attempt, (0, 0))
        if grade.kind != GradeKind.EXCUSED:
            points, out_of = points + grade.points_c, out_of + grade.out_of_c
        totals[grade.attempt] = (points, out_of)
    return totals


def _count(totals: dict[int, tuple[int, int]], rule: str) -> tuple[int, int]:
    """Return the points and the maximum that count under ``rule``."""
    if not totals:
        return 0, 0
    if rule == AttemptRule.BEST:
        # The later attempt wins a tie.
        best = max(totals, key=lambda attempt: (_share(totals[attempt]), attempt))
        return totals[best]
    if rule == AttemptRule.MEAN:
        n = len(totals)
        points = sum(points for points, _out_of in totals.values())
        out_of = sum(out_of for _points, out_of in totals.values())
        return (2 * points + n) // (2 * n), (2 * out_of + n) // (2 * n)
    return totals[max(totals)]


def _share(total: tuple[int, int]) -> float:
    points, out_of = total
    return points / out_of if out_of else -1.0

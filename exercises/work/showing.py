"""What a student may see of their own attempts at an exercise now."""

from __future__ import annotations

from courseplatform.kit import clock
from exercises.cohorts.models import Allotment
from exercises.cohorts.showing import Showing, showing
from exercises.grades.fold import Grade, GradeKind
from exercises.work.models import Attempt
from exercises.work.starting import allowance_of

MARKED = {GradeKind.RELEASED, GradeKind.REGRADED}


def showing_of(allotment: Allotment, newest: Attempt | None) -> Showing:
    """Return what its owner may see, given their newest attempt; no query.

    ``allotment`` comes from ``dated()`` with its assignment joined.
    """
    given = allotment.assignment
    return showing(
        allotment.working_rules,
        allotment.window,
        clock.now(),
        settled=allowance_of(allotment, newest).settled,
        scores_released=given is not None and given.scores_released_at is not None,
        answers_released=given is not None and given.answers_released_at is not None,
    )


def newest_beside(attempt: Attempt) -> Attempt:
    """Return the newest attempt at the same exercise; asks only where there may be several."""
    allotment = attempt.allotment
    if allotment.working_rules.attempts + allotment.extra_attempts == 1:
        return attempt
    return allotment.attempts.order_by("-number")[0]


def seen_by_owner(grade: Grade, shown: Showing) -> Grade:
    """Return the part of a grade that its owner may see; an excused task is no secret."""
    return grade.only(
        lambda task: (
            task.kind == GradeKind.EXCUSED or (shown.marks if task.kind in MARKED else shown.points)
        )
    )

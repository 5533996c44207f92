"""The one door to exercises, used by courses.coursework and the demo.

The course side knows cohorts and exercises by their references alone, and gets plain values back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort


@dataclass(frozen=True)
class Offered:
    """An exercise that can be given to a cohort."""

    ref: str
    title: str


@dataclass(frozen=True)
class Progress:
    """How far one member is with one exercise.

    Attributes:
        state: ``not-open``, ``open``, ``started``, ``handed-in``, ``released`` or ``closed``.
        url: the exercise's page.
        feedback_url: where the feedback is, once there is some.
        points_c, out_of_c: released points in hundredths; None before.
    """

    ref: str
    title: str
    state: str
    opens_at: datetime
    due_at: datetime | None
    closes_at: datetime | None
    url: str
    saved_at: datetime | None = None
    handed_in_at: datetime | None = None
    feedback_url: str = ""
    points_c: int | None = None
    out_of_c: int | None = None
    graded_at: datetime | None = None


def create_cohort(title: str, zone: str) -> str:
    """Open a cohort and return its reference.

    Raises:
        Refusal: the zone is unknown.
    """
    return str(membership.open_cohort(title, zone).ref)


def admit(cohort_ref: str, person: User, code: str) -> None:
    """Take a person into a cohort under a cover name; safe to call again."""
    membership.admit(_cohort(cohort_ref), person, code)


def dismiss(cohort_ref: str, person: User) -> bool:
    """Let a person leave a cohort; what they handed in stays. Tell whether anything changed."""
    return membership.dismiss(_cohort(cohort_ref), person)


def set_staff(cohort_ref: str, person: User, role: str) -> None:
    """Give a person a role in a cohort, or take it away with an empty role."""
    membership.set_staff(_cohort(cohort_ref), person, role)


def exercises_offered() -> list[Offered]:
    """Return the exercises that have a version, by title."""
    ready = Exercise.objects.filter(versions__isnull=False).distinct().order_by("title")
    return [Offered(exercise.ref, exercise.title) for exercise in ready]


def allot(
    cohort_ref: str,
    exercise_ref: str,
    *,
    opens_at: datetime | None = None,
    due_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> None:
    """Give an exercise to a cohort, newcomers included, or move its dates; safe to call again.

    Raises:
        Refusal: the dates are out of order.
    """
    allotting.allot(
        _cohort(cohort_ref),
        Exercise.objects.get(ref=exercise_ref),
        opens_at=opens_at,
        due_at=due_at,
        closes_at=closes_at,
    )


def progress(cohort_ref: str, person: User) -> list[Progress]:
    """Return how far a member is with everything allotted, by due date."""
    now = clock.now()
    held = Allotment.objects.filter(
        member__cohort__ref=cohort_ref, member__person=person, member__state="active"
    ).select_related("version__exercise")
    rows = [
        Progress(
            ref=allotment.ref,
            title=allotment.version.exercise.title,
            state=str(allotment.window.phase(now).value),
            opens_at=allotment.window.opens_at,
            due_at=allotment.window.due_at,
            closes_at=allotment.window.closes_at,
            url=f"/exercises/{allotment.ref}/",
        )
        for allotment in held
    ]
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at or row.opens_at, row.title))


def progress_everywhere(person: User, cohort_refs: Iterable[str]) -> dict[str, list[Progress]]:
    """Return ``progress`` for several cohorts, by their references."""
    return {ref: progress(ref, person) for ref in cohort_refs}


def _cohort(ref: str) -> Cohort:
    return Cohort.objects.get(ref=ref)

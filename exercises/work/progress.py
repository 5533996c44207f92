"""How far people have come with what they were given: a few queries, however much it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Max, Q
from django.urls import reverse

from courseplatform.kit import clock
from exercises.cohorts.dates import Phase, Window
from exercises.cohorts.models import Allotment
from exercises.grades.fold import Grade, GradeKind
from exercises.grades.recording import grades_of
from exercises.work.models import Attempt


class Standing(StrEnum):
    """Where one person stands with one exercise."""

    NOT_OPEN = "not-open"
    OPEN = "open"  # not started
    STARTED = "started"
    HANDED_IN = "handed-in"  # some of it waits for a marker
    RELEASED = "released"  # all that can be graded is, and can be read
    CLOSED = "closed"  # without having been handed in


@dataclass(frozen=True)
class Progress:
    """How far one person is with one exercise.

    Attributes:
        ref: the allotment's reference.
        cohort_ref, exercise_ref: where it belongs and which exercise it is.
        title: the title of the version that was given out.
        state: where the person stands.
        opens_at, due_at, closes_at: with an extension, if there is one.
        url: the exercise's page.
        feedback_url: where the feedback is, once there is some; else empty.
        saved_at: when an answer was saved last, or None.
        handed_in_at: or None.
        late: handed in after it was due.
        extended: an extension moved the dates.
        points_c, out_of_c: points in hundredths of what is graded and may be seen; None before.
        graded_at: when a grade was added last, or None.
    """

    ref: str
    cohort_ref: str
    exercise_ref: str
    title: str
    state: Standing
    opens_at: datetime
    due_at: datetime | None
    closes_at: datetime | None
    url: str
    feedback_url: str = ""
    saved_at: datetime | None = None
    handed_in_at: datetime | None = None
    late: bool = False
    extended: bool = False
    points_c: int | None = None
    out_of_c: int | None = None
    graded_at: datetime | None = None


def rows_of(allotments: Iterable[Allotment]) -> list[Progress]:
    """Return the progress with each allotment, in order of deadline; two queries for any number.

    ``allotments`` come from ``dated()`` with ``member__cohort`` and ``version__exercise`` joined.
    """
    given = list(allotments)
    ids = [allotment.pk for allotment in given]
    attempts = _newest_attempts(ids)
    grades = grades_of(ids)
    now = clock.now()
    rows = [_row(each, attempts.get(each.pk), grades.get(each.pk), now) for each in given]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(rows, key=lambda row: (row.due_at or row.closes_at or far, row.title))


def _newest_attempts(allotment_ids: list[int]) -> dict[int, Attempt]:
    rows = (
        Attempt.objects.filter(allotment__in=allotment_ids)
        .annotate(
            saved_at=Max("responses__saved_at"),
            tasks=Count("responses", filter=~Q(responses__state="to_settle")),
        )
        .order_by("number")
    )
    return {attempt.allotment_id: attempt for attempt in rows}


def _row(
    allotment: Allotment, attempt: Attempt | None, grade: Grade | None, now: datetime
) -> Progress:
    window = allotment.window
    return Progress(
        ref=allotment.ref,
        cohort_ref=allotment.member.cohort.ref,
        exercise_ref=allotment.version.exercise.ref,
        title=allotment.version.title,
        state=_standing(window, attempt, grade, now),
        opens_at=window.opens_at,
        due_at=window.due_at,
        closes_at=window.closes_at,
        url=reverse("exercise", args=[allotment.ref]),
        feedback_url=reverse("feedback", args=[attempt.ref]) if attempt and grade else "",
        saved_at=getattr(attempt, "saved_at", None),
        handed_in_at=attempt.handed_in_at if attempt else None,
        late=bool(attempt and attempt.late),
        extended=window.extended,
        points_c=grade.points_c if grade else None,
        out_of_c=grade.out_of_c if grade else None,
        graded_at=max((each.at for each in grade.tasks), default=None) if grade else None,
    )


def _standing(
    window: Window, attempt: Attempt | None, grade: Grade | None, now: datetime
) -> Standing:
    if attempt is not None and attempt.state == "handed_in":
        tasks: int = getattr(attempt, "tasks", 0)  # those that wait for an outcome left out
        mine = [
            each
            for each in (grade.tasks if grade else ())
            if each.attempt == attempt.number and each.kind != GradeKind.SETTLED
        ]
        return Standing.RELEASED if len(mine) >= tasks else Standing.HANDED_IN
    phase = window.phase(now)
    if phase is Phase.BEFORE:
        return Standing.NOT_OPEN
    if phase is Phase.CLOSED:
        return Standing.CLOSED
    return Standing.STARTED if attempt is not None else Standing.OPEN


@dataclass(frozen=True)
class Result:
    """What one member has reached in one cohort, over everything given to them.

    Points count what is graded and may be seen. Of the ``allotted`` exercises ``handed_in`` were
    handed in, and ``released`` of these are graded in full.
    """

    person_id: int
    code: str
    active: bool
    allotted: int
    handed_in: int
    released: int
    points_c: int
    out_of_c: int


def results_of(allotments: Iterable[Allotment]) -> list[Result]:
    """Return a result for each member who was given anything, by code; two queries."""
    given = list(allotments)
    ids = [allotment.pk for allotment in given]
    attempts = _newest_attempts(ids)
    grades = grades_of(ids)
    now = clock.now()
    by_member: dict[int, list[Allotment]] = defaultdict(list)
    for allotment in given:
        by_member[allotment.member_id].append(allotment)
    found = []
    for allotted in by_member.values():
        rows = [_row(each, attempts.get(each.pk), grades.get(each.pk), now) for each in allotted]
        member = allotted[0].member
        found.append(
            Result(
                person_id=member.person_id,
                code=member.code,
                active=member.state == "active",
                allotted=len(rows),
                handed_in=sum(row.handed_in_at is not None for row in rows),
                released=sum(row.state is Standing.RELEASED for row in rows),
                points_c=sum(row.points_c or 0 for row in rows),
                out_of_c=sum(row.out_of_c or 0 for row in rows),
            )
        )
    return sorted(found, key=lambda result: result.code)

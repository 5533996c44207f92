"""How far people have come with what they were given: a few queries, however much it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Max, Q
from django.urls import reverse

from courseplatform.kit import clock
from exercises.cohorts.clocks import ends_at
from exercises.cohorts.dates import Phase, Window
from exercises.cohorts.models import Allotment
from exercises.cohorts.showing import Waits
from exercises.grades.fold import Grade, GradeKind
from exercises.grades.recording import grades_of
from exercises.work.models import Attempt
from exercises.work.showing import seen_by_owner, showing_of
from exercises.work.starting import allowance_of


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
        points_c, out_of_c: points in hundredths of what counts and may be seen; None before.
        graded_at: when a grade was added last that may be seen, or None.
        attempts_made, attempts_allowed: how many there are, and may be.
        ends_at: when the clock of an open attempt is over, or None.
        waits: what hidden points wait for; empty while nothing is held back.
        points_at: when they will be shown, where that is a date.
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
    attempts_made: int = 0
    attempts_allowed: int = 1
    ends_at: datetime | None = None
    waits: Waits = Waits.NOTHING
    points_at: datetime | None = None


def rows_of(allotments: Iterable[Allotment]) -> list[Progress]:
    """Return the progress with each allotment, in order of deadline; two queries for any number.

    ``allotments`` come from ``dated()`` with ``member__cohort``, ``version__exercise`` and
    ``assignment`` joined.
    """
    given = list(allotments)
    ids = [allotment.pk for allotment in given]
    attempts = attempts_at(ids)
    grades = grades_of(ids)
    now = clock.now()
    rows = [_row(each, attempts[each.pk], grades.get(each.pk), now) for each in given]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(rows, key=lambda row: (row.due_at or row.closes_at or far, row.title))


def attempts_at(allotment_ids: list[int]) -> dict[int, list[Attempt]]:
    """Return the attempts at each allotment, the newest last."""
    rows = (
        Attempt.objects.filter(allotment__in=allotment_ids)
        .annotate(
            saved_at=Max("responses__saved_at"),
            tasks=Count("responses", filter=~Q(responses__state="to_settle")),
        )
        .order_by("number")
    )
    found: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in rows:
        found[attempt.allotment_id].append(attempt)
    return found


def _row(
    allotment: Allotment, attempts: list[Attempt], grade: Grade | None, now: datetime
) -> Progress:
    window, newest = allotment.window, attempts[-1] if attempts else None
    done = last_handed_in(attempts)
    shown = showing_of(allotment, newest)
    seen = seen_by_owner(grade, shown) if grade else None
    seen = seen if seen and seen.tasks else None
    waits = shown.waits if done else Waits.NOTHING
    return Progress(
        ref=allotment.ref,
        cohort_ref=allotment.member.cohort.ref,
        exercise_ref=allotment.version.exercise.ref,
        title=allotment.version.title,
        state=_standing(window.phase(now), newest, done, seen),
        opens_at=window.opens_at,
        due_at=window.due_at,
        closes_at=window.closes_at,
        url=reverse("exercise", args=[allotment.ref]),
        feedback_url=_feedback_url(attempts, seen),
        saved_at=getattr(newest, "saved_at", None),
        handed_in_at=done.handed_in_at if done else None,
        late=bool(done and done.late),
        extended=window.extended,
        points_c=seen.points_c if seen else None,
        out_of_c=seen.out_of_c if seen else None,
        graded_at=max((each.at for each in seen.tasks), default=None) if seen else None,
        attempts_made=newest.number if newest else 0,
        attempts_allowed=allowance_of(allotment, newest).of,
        ends_at=_clock_end(newest, window),
        waits=waits,
        points_at=shown.points_at if waits else None,
    )


def _feedback_url(attempts: list[Attempt], seen: Grade | None) -> str:
    """Return where the feedback on the newest attempt is of which anything may be seen."""
    graded = {each.number for each in seen.attempts} if seen else set()
    with_feedback = [each for each in attempts if each.number in graded]
    return reverse("feedback", args=[with_feedback[-1].ref]) if with_feedback else ""


def _clock_end(attempt: Attempt | None, window: Window) -> datetime | None:
    if attempt is None or attempt.state != "open":
        return None
    return ends_at(attempt.time_up_at, window.closes_at)


def _standing(
    phase: Phase, newest: Attempt | None, done: Attempt | None, seen: Grade | None
) -> Standing:
    if done is not None and (done is newest or phase is Phase.CLOSED):
        return Standing.RELEASED if is_graded(done, seen) else Standing.HANDED_IN
    if phase is Phase.BEFORE:
        return Standing.NOT_OPEN
    if phase is Phase.CLOSED:
        return Standing.CLOSED
    return Standing.STARTED if newest is not None else Standing.OPEN


def last_handed_in(attempts: Sequence[Attempt]) -> Attempt | None:
    """Return the newest attempt that was handed in."""
    return next((each for each in reversed(attempts) if each.state == "handed_in"), None)


def is_graded(attempt: Attempt | None, grade: Grade | None) -> bool:
    """Tell whether every task of an attempt from ``attempts_at`` has a grade.

    What waits for an outcome is left out, before the outcome and after it.
    """
    if attempt is None:
        return False
    mine = [
        each
        for each in (grade.tasks if grade else ())
        if each.attempt == attempt.number and each.kind != GradeKind.SETTLED
    ]
    return len(mine) >= getattr(attempt, "tasks", 0)

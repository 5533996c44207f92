"""Giving exercises out: to a whole cohort, to who joins later, and more time to one person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from exercises.authoring.freezing import freeze
from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.cohorts.models import Allotment, Assignment, Cohort, Extension, Member


@transaction.atomic
def allot(
    cohort: Cohort,
    exercise: Exercise,
    *,
    opens_at: datetime | None = None,
    due_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Assignment:
    """Set an exercise for a cohort, or move its dates; safe to call again.

    The version is frozen by the first call and stays, also for members who join later. Members who
    have the exercise already get the new dates; extensions stay on top of them.

    Args:
        opens_at: None opens it for each member at the moment they get it.
        due_at: None means nothing is ever late.
        closes_at: None means it never closes.

    Raises:
        Refusal: the dates are not in order.
    """
    _check_order(opens_at, due_at, closes_at)
    dates = {"opens_at": opens_at, "due_at": due_at, "closes_at": closes_at}
    known = Assignment.objects.select_for_update().filter(cohort=cohort, exercise=exercise).first()
    if known is None:
        version = freeze(_newest_version(exercise))
        known = Assignment.objects.create(
            cohort=cohort, exercise=exercise, version=version, created_at=clock.now(), **dates
        )
    elif any(getattr(known, name) != value for name, value in dates.items()):
        _move_dates(known, dates)
    for member in cohort.members.filter(state="active"):
        _give(known, member)
    return known


def allot_what_is_set(member: Member) -> None:
    """Give one member everything that is set for their cohort and that they do not have."""
    held = Allotment.objects.filter(member=member).values("version")
    for assignment in Assignment.objects.filter(cohort=member.cohort_id).exclude(version__in=held):
        _give(assignment, member)


def extend(
    allotment: Allotment,
    *,
    due_at: datetime,
    closes_at: datetime | None = None,
    by: User,
    reason: str = "",
) -> Extension:
    """Give one person more time.

    Raises:
        Refusal: the new date is not later than the one that holds.
    """
    deadline = allotment.window.due_at
    if deadline is not None and due_at <= deadline:
        raise Refusal(
            _("An extension must end later than the date that holds now. Choose a later one."),
            code="extension-not-later",
        )
    with transaction.atomic():
        extension = Extension.objects.create(
            allotment=allotment,
            due_at=due_at,
            closes_at=closes_at,
            reason=reason[:200],
            granted_by=by,
            granted_at=clock.now(),
        )
        audit.record(
            by, "extension.granted", f"allotment:{allotment.ref}", due_at=due_at.isoformat()
        )
    return extension


def _newest_version(exercise: Exercise) -> ExerciseVersion:
    """The newest version that can be given out; a draft beyond it stays where it is."""
    offered = ExerciseVersion.objects.offered().filter(exercise=exercise)
    version = offered.select_related("edition").order_by("-number").first()
    if version is None:
        raise Refusal(
            _(
                "“%(title)s” has no version that is ready. Finish it at the desk, and say that it is "
                "ready to be given out."
            )
            % {"title": exercise.title},
            code="exercise-without-version",
        )
    return version


def _give(assignment: Assignment, member: Member) -> None:
    opens_at = assignment.opens_at or _opening_for_a_newcomer(assignment)
    Allotment.objects.get_or_create(
        member=member,
        version_id=assignment.version_id,
        defaults={
            "assignment": assignment,
            "opens_at": opens_at,
            "due_at": assignment.due_at,
            "closes_at": assignment.closes_at,
            "created_at": clock.now(),
        },
    )


def _opening_for_a_newcomer(assignment: Assignment) -> datetime:
    """Return now, or the last instant before the due date for who joins after it."""
    now = clock.now()
    if assignment.due_at is not None and assignment.due_at <= now:
        return assignment.created_at
    return now


def _move_dates(assignment: Assignment, dates: dict[str, datetime | None]) -> None:
    for name, value in dates.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(dates))
    ends = {"due_at": assignment.due_at, "closes_at": assignment.closes_at}
    given = Allotment.objects.filter(assignment=assignment)
    if assignment.opens_at is not None:
        given.update(opens_at=assignment.opens_at, **ends)
        return
    if assignment.due_at is not None:
        given.filter(opens_at__gte=assignment.due_at).update(opens_at=assignment.created_at, **ends)
    given.update(**ends)


def _check_order(
    opens_at: datetime | None, due_at: datetime | None, closes_at: datetime | None
) -> None:
    known = [instant for instant in (opens_at, due_at, closes_at) if instant is not None]
    if known != sorted(known) or (opens_at is not None and opens_at in {due_at, closes_at}):
        raise Refusal(
            _(
                "An exercise opens first, is due after that and closes last. Put the dates in order."
            ),
            code="dates-out-of-order",
        )

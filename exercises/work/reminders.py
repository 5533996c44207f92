"""The day before an exercise is due, to who has not handed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from courseplatform.letters.writing import write
from courseplatform.reminders.kinds import ReminderKind, Wanted
from courseplatform.reminders.models import Reminder
from exercises.cohorts.models import Allotment
from exercises.work.models import Attempt

AHEAD = timedelta(hours=24)
TOO_LATE = timedelta(hours=1)  # before the due time a letter only frightens
HORIZON = timedelta(days=90)


def wanted(now: datetime) -> Iterator[Wanted]:
    """Yield a reminder for each exercise that is due and not handed in; one query.

    An exercise that opens less than a day before it is due is worked on the spot and needs none.
    """
    handed_in = Attempt.objects.filter(allotment=OuterRef("pk"), state="handed_in")
    ahead = Q(due_at__gt=now) | Q(extended_due_at__gt=now)
    rows = (
        Allotment.objects.dated()
        .filter(ahead, due_at__lt=now + HORIZON, member__state="active")
        .exclude(Exists(handed_in))
        .select_related("member")
    )
    for allotment in rows.iterator(chunk_size=1000):
        window = allotment.window
        if window.due_at is not None and window.opens_at <= window.due_at - AHEAD:
            yield Wanted(
                subject=f"allotment:{allotment.ref}",
                person_id=allotment.member.person_id,
                due_at=window.due_at - AHEAD,
                useless_after=window.due_at - TOO_LATE,
            )


def why_not(reminder: Reminder) -> str | None:
    """Return why the letter is not needed any more, or None."""
    allotment = _allotment(reminder)
    if allotment is None or allotment.member.state != "active":
        return "left"
    if allotment.attempts.filter(state="handed_in").exists():
        return "handed-in"
    return None


def send(reminder: Reminder) -> None:
    """Write the letter; once for each due date."""
    allotment = _allotment(reminder)
    if allotment is None or (due_at := allotment.window.due_at) is None:
        return
    write(
        f"exercise-due:{allotment.ref}:{due_at:%Y%m%dT%H%M}",
        "exercise_due",
        to=allotment.member.person,
        context={
            "exercise": allotment.version.title,
            "due_at": due_at.isoformat(),
            "cohort_zone": allotment.member.cohort.zone,
            "begun": allotment.attempts.exists(),
            "path": reverse("exercise", args=[allotment.ref]),
        },
        stoppable=True,
    )


def _allotment(reminder: Reminder) -> Allotment | None:
    rows = Allotment.objects.dated().select_related("member__cohort", "member__person", "version")
    return rows.filter(ref=reminder.subject.removeprefix("allotment:")).first()


KIND = ReminderKind(slug="exercise-due", wanted=wanted, why_not=why_not, send=send)

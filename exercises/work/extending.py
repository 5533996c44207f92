"""More time as an act: the extension or accommodation, and what follows from it for work done.

An extension that comes after a late hand-in takes the lateness back; more time on the clock reaches
an attempt under way.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from courseplatform.kit import moves
from courseplatform.kit.wake import wake
from courseplatform.letters.writing import write
from courseplatform.people.models import User
from exercises.cohorts import accommodating, extending
from exercises.cohorts.clocks import minutes_for, time_up_at
from exercises.cohorts.extending import More
from exercises.cohorts.lateness import percent_off
from exercises.cohorts.models import Accommodation, Allotment, Extension, Member
from exercises.grades.fold import GradeKind
from exercises.grades.recording import less_of, record
from exercises.work.handing_in import lateness
from exercises.work.models import Attempt

TOPIC = "reminders"


@transaction.atomic
def extend(allotment: Allotment, more: More, *, by: User) -> Extension:
    """Give one person more for one exercise; they are told by letter.

    Raises:
        Refusal: it gives nothing new, takes something away, or the model answers are shown.
    """
    extension = extending.grant(allotment, more, by=by)
    _reckon_again(allotment.pk, handed_in(allotment.pk), by)
    _tell(extension, "extension_granted")
    wake(TOPIC)
    return extension


@transaction.atomic
def take_back(extension: Extension, *, by: User) -> None:
    """Take an extension back: the dates of the class hold again.

    Lateness that it forgave counts again; what was handed in while it stood stays as it is, since
    the person relied on it.

    Raises:
        Refusal: it does not stand any more.
    """
    extending.revoke(extension, by=by)
    before = handed_in(extension.allotment_id).filter(handed_in_at__lt=extension.granted_at)
    _reckon_again(extension.allotment_id, before, by)
    _tell(extension, "extension_revoked")
    wake(TOPIC)


@transaction.atomic
def accommodate(
    member: Member, *, percent: int, extra_minutes: int, reason: str, by: User
) -> Accommodation:
    """Give a member more time on every clock, also on one that runs now.

    Raises:
        Refusal: it gives no time, or more than there is, or there is no reason.
    """
    made = accommodating.accommodate(
        member, percent=percent, extra_minutes=extra_minutes, reason=reason, by=by
    )
    running = Attempt.objects.filter(
        allotment__member=member, state="open", time_up_at__isnull=False
    )
    for attempt in running.select_related("allotment__rules"):
        _lengthen(attempt, minutes_for(attempt.allotment.rules.minutes, percent, extra_minutes))
    return made


def _lengthen(attempt: Attempt, minutes: int) -> None:
    """Move the end of a running clock; never to an earlier one."""
    extending.hold(attempt.allotment_id)  # where the clock and the desk meet: handing_in.locked
    if minutes > attempt.minutes:
        end = time_up_at(attempt.started_at, minutes)
        moves.swap(attempt, {"state": "open"}, minutes=minutes, time_up_at=end)


def handed_in(allotment_id: int) -> QuerySet[Attempt]:
    """Return the attempts at an allotment that were handed in."""
    return Attempt.objects.filter(
        allotment=allotment_id, state="handed_in", handed_in_at__isnull=False
    )


def _reckon_again(allotment_id: int, attempts: QuerySet[Attempt], by: User) -> None:
    """Look again how late attempts were under the dates that hold now; note every change."""
    allotment = Allotment.objects.dated().get(pk=allotment_id)
    for attempt in attempts:
        at = attempt.handed_in_at
        days = lateness(allotment.window, at, by_clock=attempt.by_clock) if at else 0
        if days == attempt.late_days:
            continue
        moves.swap(attempt, {"late_days": attempt.late_days}, late=days > 0, late_days=days)
        percent = percent_off(allotment.working_rules, days)
        if percent != less_of(allotment.pk, attempt.number):
            record(allotment.pk, attempt.number, GradeKind.LATE, [], actor=by, less_percent=percent)


def _tell(extension: Extension, template: str) -> None:
    rows = Allotment.objects.dated().select_related("member__cohort", "member__person", "version")
    allotment = rows.get(pk=extension.allotment_id)
    window = allotment.window
    write(
        f"{template}:{extension.pk}",
        template,
        to=allotment.member.person,
        context={
            "exercise": allotment.version.title,
            "due_at": window.due_at.isoformat() if window.due_at else "",
            "closes_at": window.closes_at.isoformat() if window.closes_at else "",
            "attempts": extension.attempts if template == "extension_granted" else 0,
            "cohort_zone": allotment.member.cohort.zone,
            "path": reverse("exercise", args=[allotment.ref]),
        },
    )

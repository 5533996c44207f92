"""What enrolment holds about a person: places, aliases, turns in queues, notes on the turns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit import clock
from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from courses.enrolment import waiting
from courses.enrolment.models import Enrolment, Place, PlaceState, Waiting, WaitingState


def _export(person: User) -> Iterable[dict[str, Any]]:
    for enrolment in Enrolment.objects.filter(person=person).select_related("session__course"):
        yield {
            "course": enrolment.session.course.title,
            "starts_at": enrolment.session.starts_at.isoformat(),
            "alias": enrolment.alias,
            "state": enrolment.state,
            "ended_reason": enrolment.ended_reason,
            "started_at": enrolment.started_at.isoformat(),
            "ended_at": enrolment.ended_at.isoformat() if enrolment.ended_at else None,
        }
    for turn in Waiting.objects.filter(person=person).select_related("session__course"):
        yield {
            "waiting_for": turn.session.course.title,
            "starts_at": turn.session.starts_at.isoformat(),
            "state": turn.state,
            "queued_at": turn.queued_at.isoformat(),
            "staff_note": turn.staff_note,
        }


def _blockers(person: User) -> Sequence[str]:
    to_come = Enrolment.objects.active().filter(
        person=person, session__state="published", session__ends_at__gt=clock.now()
    )
    found = [
        _("You have a place in %(session)s. Cancel it first, or wait until it is over.")
        % {"session": enrolment.session}
        for enrolment in to_come.select_related("session__course")
    ]
    held = Place.objects.filter(holder=person, state=PlaceState.HELD)
    if held.filter(Q(offer=None) | ~Q(offer__state=WaitingState.OFFERED)).exists():
        found.append(_("A place is held for you while you pay. Let it go first."))
    return found


def _erase(person: User, now: datetime) -> Sequence[str]:
    for turn in Waiting.objects.filter(person=person, state__in=waiting.OPEN):
        waiting.leave(turn)
    Waiting.objects.filter(person=person).exclude(staff_note="").update(staff_note="")
    return [_("That you took part, under which alias and when: certificates and marks rest on it.")]


PERSONAL = PersonalData(
    slug="enrolment",
    title=gettext_lazy("Courses and waiting lists"),
    kept=gettext_lazy(
        "Which sessions you took part in, under which alias, and where you waited; kept as "
        "long as your marks and certificates."
    ),
    export=_export,
    erase=_erase,
    blockers=_blockers,
    position=30,
)

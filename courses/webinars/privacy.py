"""What webinars hold about people, and how long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import User
from courses.webinars import presence
from courses.webinars.models import Attendance, Invitation


def _export(person: User) -> Iterable[dict[str, Any]]:
    evidence = Attendance.objects.filter(person=person).select_related("webinar__session__course")
    for row in evidence.order_by("webinar__starts_at", "pk"):
        yield {
            "course": row.webinar.session.course.title,
            "webinar": row.webinar.title,
            "starts_at": row.webinar.starts_at.isoformat(),
            "evidence": row.source,
            "joined_at": row.joined_at.isoformat() if row.minutes is None else None,
            "last_seen_at": row.left_at.isoformat() if row.minutes is None else None,
            "minutes": row.minutes,
        }


def _erase(person: User, now: datetime) -> Sequence[str]:
    Invitation.objects.filter(person=person).delete()
    presence.settle_person(person)
    if Attendance.objects.filter(person=person).exists():
        return [_("How many minutes of which webinar were attended, for the course's own records.")]
    return []


data = PersonalData(
    slug="webinars",
    title=gettext_lazy("Webinars"),
    kept=gettext_lazy(
        "That you came and for how long; the times of day go 180 days after the webinar."
    ),
    export=_export,
    erase=_erase,
    position=60,
)
times = Retention(
    "attendance-times",
    "Times at which people came to webinars and left",
    timedelta(days=180),
    presence.settle,
)

"""What cohorts hold about a person: the name peers and markers saw, dates, reasons for more time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from exercises.cohorts.models import Accommodation, Extension, Member


def _export(person: User) -> Iterable[dict[str, Any]]:
    for member in Member.objects.filter(person=person).select_related("cohort").order_by("id"):
        yield {
            "cohort": member.cohort.title,
            "known_as": member.code,
            "state": member.state,
            "joined_at": member.joined_at.isoformat(),
            "left_at": member.left_at.isoformat() if member.left_at else None,
            "extensions": [_extension(each) for each in _extensions(member)],
            "more_time": [_accommodation(each) for each in member.accommodations.order_by("id")],
        }


def _extensions(member: Member) -> Iterable[Extension]:
    rows = Extension.objects.filter(allotment__member=member)
    return rows.select_related("allotment__version").order_by("id")


def _extension(row: Extension) -> dict[str, Any]:
    return {
        "exercise": row.allotment.version.title,
        "due_at": row.due_at.isoformat() if row.due_at else None,
        "closes_at": row.closes_at.isoformat() if row.closes_at else None,
        "attempts": row.attempts,
        "reason": row.reason,
        "state": row.state,
    }


def _accommodation(row: Accommodation) -> dict[str, Any]:
    return {
        "percent": row.percent,
        "extra_minutes": row.extra_minutes,
        "reason": row.reason,
        "state": row.state,
    }


def _erase(person: User, now: datetime) -> Sequence[str]:
    Extension.objects.filter(allotment__member__person=person).update(reason="")
    Accommodation.objects.filter(member__person=person).update(reason="")
    if not Member.objects.filter(person=person).exists():
        return []
    return [_("Under which cover name you worked, and your dates: marks rest on them.")]


PERSONAL = PersonalData(
    slug="cohorts",
    title=gettext_lazy("Cohorts"),
    kept=gettext_lazy(
        "The cover name that peers and markers saw, the dates and the time you were given, and why."
    ),
    export=_export,
    erase=_erase,
    position=30,
)

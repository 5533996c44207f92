"""What cohorts hold about a person: the name peers and markers saw, dates, reasons for more time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from exercises.cohorts.models import Extension, Member


def _export(person: User) -> Iterable[dict[str, Any]]:
    for member in Member.objects.filter(person=person).select_related("cohort").order_by("id"):
        yield {
            "cohort": member.cohort.title,
            "known_as": member.code,
            "state": member.state,
            "joined_at": member.joined_at.isoformat(),
            "left_at": member.left_at.isoformat() if member.left_at else None,
            "extensions": [
                {"due_at": each.due_at.isoformat(), "reason": each.reason}
                for each in Extension.objects.filter(allotment__member=member)
            ],
        }


def _erase(person: User, now: datetime) -> Sequence[str]:
    Extension.objects.filter(allotment__member__person=person).update(reason="")
    if not Member.objects.filter(person=person).exists():
        return []
    return [_("Under which cover name you worked, and your dates: marks rest on them.")]


PERSONAL = PersonalData(
    slug="cohorts",
    title="Cohorts",
    kept="The cover name that peers and markers saw, and the dates you were given.",
    export=_export,
    erase=_erase,
    position=30,
)

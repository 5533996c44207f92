"""What looking over a cohort holds about a person: which letters of instructors were meant for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from exercises.supervision.models import CohortLetterReader


def _export(person: User) -> Iterable[dict[str, Any]]:
    rows = CohortLetterReader.objects.filter(member__person=person).select_related("letter")
    for row in rows.order_by("id"):
        yield {
            "subject": row.letter.subject,
            "written_at": row.letter.written_at.isoformat(),
            "outcome": row.outcome,
        }


def _erase(person: User, now: datetime) -> Sequence[str]:
    if not CohortLetterReader.objects.filter(member__person=person).exists():
        return []
    return [_("That a letter of your instructors was meant for your cover name: no text of it.")]


PERSONAL = PersonalData(
    slug="supervision",
    title=gettext_lazy("Letters of your instructors"),
    kept=gettext_lazy(
        "Which letters to a class were meant for you too, as long as the cohort is kept."
    ),
    export=_export,
    erase=_erase,
    position=36,
)

"""What corrections hold about a person: letters they wrote as an instructor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from exercises.corrections.models import EditionNotice


def _export(person: User) -> Iterable[dict[str, Any]]:
    for notice in EditionNotice.objects.filter(written_by=person).select_related("edition"):
        yield {
            "case": notice.edition.title,
            "edition": notice.edition.number,
            "written_at": notice.written_at.isoformat(),
            "text": notice.text,
        }
    for notice in EditionNotice.objects.filter(readers__person=person).select_related("edition"):
        yield {"told_about": notice.edition.title, "at": notice.written_at.isoformat()}


def _erase(person: User, now: datetime) -> Sequence[str]:
    EditionNotice.objects.filter(written_by=person).update(text="–")
    return []


PERSONAL = PersonalData(
    slug="corrections",
    title=gettext_lazy("Letters about corrected cases"),
    kept=gettext_lazy("What you wrote, or were told, about a corrected case."),
    export=_export,
    erase=_erase,
    position=45,
)

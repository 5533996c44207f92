"""What authoring holds about a person: which drafts they changed last, and folders they sent in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from exercises.authoring.importing import WAITING
from exercises.authoring.models import ExerciseVersion, FolderImport
from exercises.cases.models import CaseEdition

__all__ = ["PERSONAL", "WAITING"]


def _export(person: User) -> Iterable[dict[str, Any]]:
    for version in ExerciseVersion.objects.filter(changed_by=person).order_by("pk"):
        yield {
            "exercise": version.title,
            "version": version.number,
            "last_changed_at": version.changed_at.isoformat() if version.changed_at else None,
        }
    for edition in CaseEdition.objects.filter(changed_by=person).order_by("pk"):
        yield {
            "case": edition.title,
            "edition": edition.number,
            "last_changed_at": edition.changed_at.isoformat() if edition.changed_at else None,
        }
    for sent in FolderImport.objects.filter(sent_by=person).order_by("pk"):
        yield {"folder": sent.name, "sent_at": sent.sent_at.isoformat(), "state": sent.state}


def _erase(person: User, now: datetime) -> Sequence[str]:
    FolderImport.objects.filter(sent_by=person, state="waiting").delete()
    changed = (
        ExerciseVersion.objects.filter(changed_by=person).exists()
        or CaseEdition.objects.filter(changed_by=person).exists()
    )
    if not changed:
        return []
    return [_("That a former member of staff wrote a case or an exercise; no name.")]


PERSONAL = PersonalData(
    slug="authoring",
    title=gettext_lazy("Cases and exercises you wrote"),
    kept=gettext_lazy("Which drafts you changed last, as long as they stand."),
    export=_export,
    erase=_erase,
    position=25,
)

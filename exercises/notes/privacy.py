"""What a reader's own notes hold about them; they go wholly, nothing of them is anybody else's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import User
from exercises.notes.models import ReaderNote

THIRTY_DAYS = timedelta(days=30)


def _export(person: User) -> Iterable[dict[str, Any]]:
    for note in ReaderNote.objects.visible_to(person).select_related("edition").order_by("id"):
        yield {
            "dossier": str(note.edition),
            "paragraph": note.paragraph,
            "quote": note.quote,
            "note": note.text,
            "written_at": note.written_at.isoformat(),
            "changed_at": note.changed_at.isoformat(),
            "removed_at": note.removed_at.isoformat() if note.removed_at else None,
        }


def _erase(person: User, now: datetime) -> Sequence[str]:
    ReaderNote.objects.visible_to(person).delete()
    return []


def _drop_removed(before: datetime, most: int) -> int:
    """Delete at most that many notes that were removed before an instant; return how many."""
    old = ReaderNote.objects.filter(removed_at__lt=before).order_by("id")
    ids = list(old.values_list("pk", flat=True)[:most])
    gone, _kinds = ReaderNote.objects.filter(pk__in=ids).delete()
    return gone


PERSONAL = PersonalData(
    slug="notes",
    title=gettext_lazy("Your notes on dossiers"),
    kept=gettext_lazy(
        "Highlights and notes that you wrote beside dossiers, until you remove them; only you see them."
    ),
    export=_export,
    erase=_erase,
    position=34,
)

REMOVED = Retention(
    slug="removed-notes",
    title=gettext_lazy("Removed notes on dossiers, thirty days after they were removed"),
    keep=THIRTY_DAYS,
    empty=_drop_removed,
)

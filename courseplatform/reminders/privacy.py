"""Reminders hold no words, only that something was to be said to somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import User
from courseplatform.reminders.models import Reminder


def _export(person: User) -> Iterable[dict[str, Any]]:
    for row in Reminder.objects.filter(person=person).order_by("due_at").iterator():
        yield {
            "kind": row.kind,
            "about": row.subject,
            "due_at": row.due_at.isoformat(),
            "state": row.state,
        }


def _erase(person: User, now: datetime) -> Sequence[str]:
    Reminder.objects.filter(person=person).delete()
    return []


def _old(before: datetime, most: int) -> int:
    old = Reminder.objects.filter(useless_after__lt=before).exclude(state__in=["planned", "taken"])
    ids = list(old.values_list("pk", flat=True)[:most])
    return Reminder.objects.filter(pk__in=ids).delete()[0]


data = PersonalData(
    slug="reminders",
    title=gettext_lazy("Reminders"),
    kept=gettext_lazy("Kept for 180 days after what they remind of."),
    export=_export,
    erase=_erase,
    position=25,
)
settled = Retention("reminders", "Reminders that were sent or skipped", timedelta(days=180), _old)

"""What reminders offer to the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy, ngettext

from courseplatform.kit.cards import CardLine, Column, DeskCard
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from courseplatform.reminders.models import Reminder

RECENT = timedelta(days=7)


def _failed(person: User, now: datetime) -> list[CardLine]:
    failed = Reminder.objects.filter(state="failed", settled_at__gt=now - RECENT)
    reasons = list(failed.values_list("kind", "reason")[:100])
    if not reasons:
        return []
    kind, reason = reasons[0]
    words = ngettext(
        "%(n)s reminder failed: %(kind)s, %(reason)s",
        "%(n)s reminders failed, such as %(kind)s: %(reason)s",
        len(reasons),
    )
    return [CardLine(words % {"n": len(reasons), "kind": kind, "reason": reason}, tone="bad")]


failed = DeskCard(
    "reminders",
    gettext_lazy("Reminders"),
    Right.SEE_TECHNICAL,
    _failed,
    column=Column.HAND,
    position=96,
)

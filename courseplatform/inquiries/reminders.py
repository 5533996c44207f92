"""Telling the person who took a question that its time has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from courseplatform.inquiries.models import Inquiry, State
from courseplatform.letters.writing import write
from courseplatform.reminders.kinds import ReminderKind, Wanted
from courseplatform.reminders.models import Reminder

USELESS_AFTER = timedelta(days=14)


def _subject(inquiry: Inquiry) -> str:
    """The inquiry and the day it is due: an answer of theirs sets a new time, and a new reminder."""
    return f"inquiry:{inquiry.ref}:{inquiry.due_at:%Y%m%d}"


def _wanted(now: datetime) -> Iterable[Wanted]:
    ours = Inquiry.objects.filter(state=State.OPEN, assigned_to__isnull=False)
    for inquiry in ours.filter(due_at__gt=now - USELESS_AFTER):
        yield Wanted(
            _subject(inquiry),
            inquiry.assigned_to_id or 0,
            inquiry.due_at,
            inquiry.due_at + USELESS_AFTER,
        )


def _inquiry_of(row: Reminder) -> Inquiry | None:
    ref = row.subject.split(":")[1]
    return Inquiry.objects.filter(ref=ref).first()


def _why_not(row: Reminder) -> str | None:
    inquiry = _inquiry_of(row)
    if inquiry is None or inquiry.state != State.OPEN:
        return "answered"
    if inquiry.assigned_to_id != row.person_id:
        return "given to somebody else"
    return "moved" if _subject(inquiry) != row.subject else None


def _send(row: Reminder) -> None:
    inquiry = _inquiry_of(row)
    if inquiry is None:
        return
    write(
        f"inquiry-overdue:{row.subject}:{row.person.ref}",
        "inquiry-overdue",
        to=row.person,
        context={
            "ref": inquiry.ref,
            "short": inquiry.short,
            "topic": inquiry.topic,
            "due_at": inquiry.due_at.isoformat(),
        },
        stoppable=True,
    )


overdue = ReminderKind("inquiry-overdue", _wanted, _why_not, _send)

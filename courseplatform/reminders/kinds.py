"""The contract of a reminder kind; rooms that know a subject offer kinds in their ``reminders``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from courseplatform.kit import registry
from courseplatform.reminders.models import Reminder


@dataclass(frozen=True)
class Wanted:
    """A reminder that should exist: about ``subject``, for a person, due at an instant (UTC).

    After ``useless_after`` it is not sent any more and counts as missed.
    """

    subject: str
    person_id: int
    due_at: datetime
    useless_after: datetime


@dataclass(frozen=True)
class ReminderKind:
    """One kind of reminder.

    Attributes:
        slug: stable name such as ``webinar-soon``.
        wanted: all reminders of this kind that should exist at ``now``, future ones included.
        why_not: asked just before sending, with the row; a short reason skips it, None sends it.
        send: writes the letter (or whatever it does) for the row; must be safe to call twice.
        why_not_all: the same question for many rows at once: the reasons by row id. With
            ``send_all`` it makes a kind fast enough for thousands that are due in one minute.
        send_all: the same act for many rows at once, in one transaction with their end.
    """

    slug: str
    wanted: Callable[[datetime], Iterable[Wanted]]
    why_not: Callable[[Reminder], str | None]
    send: Callable[[Reminder], None]
    why_not_all: Callable[[Sequence[Reminder]], Mapping[int, str]] | None = None
    send_all: Callable[[Sequence[Reminder]], None] | None = None


def all_kinds() -> dict[str, ReminderKind]:
    """Return every kind that a room offers, by slug."""
    return {kind.slug: kind for kind in registry.instances("reminders", ReminderKind)}

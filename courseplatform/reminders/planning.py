"""Planning: what should be said, minus what is already stored.

Each kind says which reminders should exist; the difference to the rows becomes new rows, moved times
and withdrawals. The next run does the same again, so a run that dies leaves nothing wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from courseplatform.kit import clock
from courseplatform.reminders.kinds import ReminderKind, Wanted, all_kinds
from courseplatform.reminders.models import Reminder

Key = tuple[str, int]  # subject, person
WITHDRAWN = "withdrawn"
_LOCK = "select pg_try_advisory_xact_lock(hashtextextended('plan:reminders', 0))"


def plan(kinds: Iterable[ReminderKind] | None = None) -> int:
    """Bring the rows of every kind in line with what is wanted; return how many rows changed.

    One planner works at a time; a second one returns at once. Database work only, so the lock that
    commit or rollback lets go is enough.
    """
    now = clock.now()
    changed = 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)
            if not cursor.fetchone()[0]:
                return 0
        for kind in all_kinds().values() if kinds is None else kinds:
            changed += _plan_kind(kind, now)
    return changed


def _plan_kind(kind: ReminderKind, now: datetime) -> int:
    wanted = {(one.subject, one.person_id): one for one in kind.wanted(now)}
    stored = _stored(kind.slug, wanted)
    missing = [
        _new(kind.slug, one, now)
        for key, one in wanted.items()
        if key not in stored and one.useless_after > now
    ]
    Reminder.objects.bulk_create(missing, batch_size=1000, ignore_conflicts=True)
    return (
        len(missing)
        + _move(kind.slug, wanted, stored, now)
        + _want_again(kind.slug, wanted, stored, now)
        + _withdraw(kind.slug, wanted, now)
    )


def _stored(slug: str, wanted: dict[Key, Wanted]) -> dict[Key, Reminder]:
    """Return the rows about the wanted subjects, whatever their state; by index, in chunks."""
    subjects = sorted({subject for subject, _person in wanted})
    rows: dict[Key, Reminder] = {}
    for start in range(0, len(subjects), 1000):
        chunk = subjects[start : start + 1000]
        for row in Reminder.objects.filter(kind=slug, subject__in=chunk).only(
            "subject", "person_id", "due_at", "useless_after", "state", "reason", "settled_at"
        ):
            rows[row.subject, row.person_id] = row
    return rows


def _new(slug: str, one: Wanted, now: datetime) -> Reminder:
    return Reminder(
        kind=slug,
        subject=one.subject,
        person_id=one.person_id,
        due_at=one.due_at,
        useless_after=one.useless_after,
        planned_at=now,
    )


def _move(slug: str, wanted: dict[Key, Wanted], stored: dict[Key, Reminder], now: datetime) -> int:
    """Give planned rows the times that are wanted now; people of one zone move together."""
    moved: dict[tuple[datetime, datetime], list[int]] = defaultdict(list)
    for key, one in wanted.items():
        row = stored.get(key)
        times = (one.due_at, one.useless_after)
        if row and row.state == "planned" and (row.due_at, row.useless_after) != times:
            moved[times].append(row.pk)
    return sum(
        Reminder.objects.filter(pk__in=ids, state="planned").update(
            due_at=due_at, useless_after=useless_after, planned_at=now
        )
        for (due_at, useless_after), ids in moved.items()
    )


def _want_again(
    slug: str, wanted: dict[Key, Wanted], stored: dict[Key, Reminder], now: datetime
) -> int:
    """Plan anew what was withdrawn and is wanted again, and what was done for an earlier time."""
    again = 0
    for key, one in wanted.items():
        row = stored.get(key)
        if row and one.useless_after > now and _is_open_again(row, one):
            again += Reminder.objects.filter(pk=row.pk, state=row.state).update(
                state="planned",
                reason="",
                attempts=0,
                settled_at=None,
                due_at=one.due_at,
                useless_after=one.useless_after,
                planned_at=now,
            )
    return again


def _is_open_again(row: Reminder, one: Wanted) -> bool:
    if row.state == "skipped":
        return row.reason == WITHDRAWN
    settled = row.state in {"done", "missed"} and row.settled_at is not None
    return settled and one.due_at > (row.settled_at or one.due_at)


def _withdraw(slug: str, wanted: dict[Key, Wanted], now: datetime) -> int:
    """Skip future rows that nobody wants any more; what is due already is asked at dispatch."""
    ahead = Reminder.objects.filter(kind=slug, state="planned", due_at__gt=now)
    gone = [
        pk
        for pk, subject, person in ahead.values_list("pk", "subject", "person_id").iterator()
        if (subject, person) not in wanted
    ]
    return Reminder.objects.filter(pk__in=gone, state="planned").update(
        state="skipped", reason=WITHDRAWN, settled_at=now
    )

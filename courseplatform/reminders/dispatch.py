"""Dispatch: reminders that are due become letters, each once, whoever dies in the middle.

A batch is claimed and committed; then each reminder is asked once more whether it still holds, and its
letter and its end are written in one transaction. A worker that dies loses its claim after a while,
and its rows are taken again.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from courseplatform.kit import clock
from courseplatform.kit.wake import wake
from courseplatform.reminders.kinds import ReminderKind, all_kinds
from courseplatform.reminders.models import Reminder

log = logging.getLogger(__name__)

DUE = "reminders-due"  # the topic that wakes this sweep
BATCH = 200
CLAIM = timedelta(minutes=2)
CLAIM_IS_SAFE = 90.0  # seconds of a claim in which its rows may still be worked
MOST_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=20)


def dispatch(*, seconds: float = 50.0, kinds: dict[str, ReminderKind] | None = None) -> int:
    """Work off what is due for at most ``seconds``; return how many reminders were settled."""
    known = all_kinds() if kinds is None else kinds
    settled = 0
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        batch = claim()
        if not batch:
            return settled
        settled += work_off(batch, known)
    wake(DUE)
    return settled


def due() -> QuerySet[Reminder]:
    """Return the rows to work now: planned ones whose time has come, and lost claims."""
    now = clock.now()
    return Reminder.objects.filter(
        Q(state="planned", due_at__lte=now)
        | Q(state="taken", due_at__lte=now, taken_until__lte=now)
    )


def claim(*, most: int = BATCH) -> list[Reminder]:
    """Take up to ``most`` due rows so that no other worker can, and commit."""
    until = clock.now() + CLAIM
    with transaction.atomic():
        taken = list(
            due()
            .select_related("person")
            .order_by("due_at", "id")
            .select_for_update(skip_locked=True, no_key=True, of=("self",))[:most]
        )
        Reminder.objects.filter(pk__in=[row.pk for row in taken]).update(
            state="taken", taken_until=until, attempts=F("attempts") + 1
        )
    for row in taken:
        row.state, row.taken_until, row.attempts = "taken", until, row.attempts + 1
    return taken


def work_off(batch: list[Reminder], kinds: dict[str, ReminderKind]) -> int:
    """Settle a claimed batch; return how many rows came to an end."""
    claimed_at = time.monotonic()
    settled, rest = _work_together(batch, kinds)
    for row in rest:
        if time.monotonic() - claimed_at > CLAIM_IS_SAFE:
            break  # the rest comes back by itself when the claim runs out
        try:
            with transaction.atomic():
                settled += _work(row, kinds.get(row.kind))
        except LostClaimError as lost:
            log.warning("%s", lost)
        except Exception as error:
            log.exception("Reminder %s (%s) failed.", row.pk, row)
            settled += _fail(row, error)
    return settled


def _work_together(
    batch: Sequence[Reminder], kinds: dict[str, ReminderKind]
) -> tuple[int, list[Reminder]]:
    """Settle the rows of kinds that work on many at once; return how many, and the rows left.

    A batch in which something goes wrong is left whole: one by one, only the row at fault stays.
    """
    by_kind: dict[str, list[Reminder]] = defaultdict(list)
    for row in batch:
        by_kind[row.kind].append(row)
    settled, rest = 0, []
    for slug, rows in by_kind.items():
        kind = kinds.get(slug)
        if kind is None or kind.send_all is None or kind.why_not_all is None:
            rest += rows
            continue
        try:
            with transaction.atomic():
                settled += _work_all(rows, kind.why_not_all, kind.send_all)
        except Exception:
            log.exception("A batch of %s failed; its rows are worked one by one.", slug)
            rest += rows
    return settled, rest


def _work_all(
    rows: Sequence[Reminder],
    why_not_all: Callable[[Sequence[Reminder]], Mapping[int, str]],
    send_all: Callable[[Sequence[Reminder]], None],
) -> int:
    now = clock.now()
    late = [row for row in rows if row.useless_after <= now]
    timely = [row for row in rows if row.useless_after > now]
    reasons = why_not_all(timely)
    wanted = [row for row in timely if row.pk not in reasons]
    send_all(wanted)
    _settle_all(late, "missed", now, "too late")
    for reason in set(reasons.values()):
        skipped = [row for row in timely if reasons.get(row.pk) == reason]
        _settle_all(skipped, "skipped", now, reason)
    _settle_all(wanted, "done", now)
    return len(rows)


def _settle_all(rows: Sequence[Reminder], state: str, now: datetime, reason: str = "") -> None:
    """Settle rows of one claim, which share the end of it; all of them or none."""
    if not rows:
        return
    ours = Reminder.objects.filter(
        pk__in=[row.pk for row in rows], state="taken", taken_until=rows[0].taken_until
    )
    changed = ours.update(state=state, reason=reason[:80], settled_at=now, taken_until=None)
    if changed != len(rows):
        raise LostClaimError(f"{len(rows) - changed} reminders were taken over.")


def _work(row: Reminder, kind: ReminderKind | None) -> bool:
    now = clock.now()
    if row.useless_after <= now:
        return _settle(row, "missed", now, "too late")
    if kind is None:
        return _settle(row, "skipped", now, "unknown kind")
    reason = kind.why_not(row)
    if reason is not None:
        return _settle(row, "skipped", now, reason)
    kind.send(row)
    return _settle(row, "done", now)


def _settle(row: Reminder, state: str, now: datetime, reason: str = "") -> bool:
    changed = _still_ours(row).update(
        state=state, reason=reason[:80], settled_at=now, taken_until=None
    )
    if not changed:
        raise LostClaimError(f"Reminder {row.pk} was taken over.")
    return True


def _fail(row: Reminder, error: Exception) -> bool:
    """Try again after a pause that doubles; after some tries put the row aside for staff."""
    words = f"{type(error).__name__}: {error}"[:80]
    if row.attempts < MOST_ATTEMPTS:
        pause = FIRST_PAUSE * (1 << (row.attempts - 1))
        _still_ours(row).update(taken_until=clock.now() + pause, reason=words)
        return False
    return bool(
        _still_ours(row).update(
            state="failed", reason=words, settled_at=clock.now(), taken_until=None
        )
    )


def _still_ours(row: Reminder) -> QuerySet[Reminder]:
    return Reminder.objects.filter(pk=row.pk, state="taken", attempts=row.attempts)


class LostClaimError(Exception):
    """Another worker took the row over; its letter is undone with this transaction."""

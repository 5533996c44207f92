"""When the time of an attempt is over, what is saved is handed in: by a page, else by the sweep."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.letters.writing import write
from exercises.cohorts.clocks import GRACE, is_over
from exercises.cohorts.rules import LateRule
from exercises.work.handing_in import close, locked
from exercises.work.models import Attempt

BATCH = 100


def hand_in_if_over(attempt: Attempt) -> bool:
    """Hand in an attempt whose time and grace are over; tell whether this call did it.

    ``attempt`` then carries its new state. An attempt without a clock, or with time left, costs no
    query.
    """
    if attempt.state != "open" or not is_over(attempt.ends_at, clock.now()):
        return False
    with transaction.atomic():
        locked(attempt)
        # Somebody may have given more time while this waited.
        if not is_over(attempt.ends_at, clock.now()):
            return False
        if close(attempt) is None:
            attempt.refresh_from_db(fields=["state", "handed_in_at", "late", "by_clock"])
            return False
        _tell(attempt)
    return True


def hand_in_what_is_over() -> int:
    """Hand in what the clock ended; return how many this call handed in."""
    done = 0
    for attempt in _maybe_over(clock.now() - GRACE).iterator():
        done += hand_in_if_over(attempt.with_dates())
        if done >= BATCH:
            break
    return done


def _maybe_over(limit: datetime) -> QuerySet[Attempt]:
    """Return open attempts whose clock ran out by ``limit``, extensions not looked at."""
    closed = Q(allotment__closes_at__lte=limit)
    due = Q(allotment__rules__late=LateRule.REFUSED, allotment__due_at__lte=limit)
    clocked = Attempt.objects.filter(state="open", time_up_at__isnull=False)
    rows = clocked.filter(Q(time_up_at__lte=limit) | closed | due)
    return rows.dated().select_related(
        "allotment__member__person", "allotment__member__cohort", "allotment__version"
    )


def _tell(attempt: Attempt) -> None:
    member = attempt.allotment.member
    end = attempt.handed_in_at
    write(
        f"handed-in-by-clock:{attempt.ref}",
        "handed_in_by_clock",
        to=member.person,
        context={
            "exercise": attempt.allotment.version.title,
            "ended_at": end.isoformat() if end else "",
            "cohort_zone": member.cohort.zone,
            "path": reverse("receipt", args=[attempt.ref]),
        },
    )

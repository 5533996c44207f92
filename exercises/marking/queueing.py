"""The queue: scripts that wait, and a lock that lets one marker work on one at a time."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.cohorts.models import MARKERS, Cohort
from exercises.marking.models import Script, shuffle_for
from exercises.work.models import Response

HOLD = timedelta(minutes=30)
BATCH = 200
MOST_TRIES = 20


def gather() -> int:
    """Make a script of every handed-in answer that a person must look at; return how many.

    Safe to run twice at once: an answer becomes one script.
    """
    waiting = Response.objects.filter(state="to_mark", script__isnull=True)
    rows = waiting.select_related("attempt__allotment__member").order_by("id")[:BATCH]
    made = Script.objects.bulk_create(
        (
            Script(
                response=row,
                cohort_id=row.attempt.allotment.member.cohort_id,
                member=row.attempt.allotment.member,
                task_id=row.task_id,
                handed_in_at=row.attempt.handed_in_at or clock.now(),
            )
            for row in rows
        ),
        ignore_conflicts=True,
    )
    return len(made)


def free_for(marker: User) -> Q:
    """Return the condition for scripts that ``marker`` may work on: waiting, own, or run out."""
    waiting, held = Q(state="waiting"), Q(state="held")
    return waiting | held & (Q(held_by=marker) | Q(held_until__lte=clock.now()))


def claim(script: Script, marker: User) -> None:
    """Take a script for marking, or keep a hold that one has.

    Raises:
        Refusal: somebody else holds it, or it is marked already.
    """
    now = clock.now()
    free = (
        Q(state="waiting") | Q(state="held", held_by=marker) | Q(state="held", held_until__lte=now)
    )
    taken = Script.objects.filter(free, pk=script.pk).update(
        state="held", held_by=marker, held_until=now + HOLD
    )
    script.refresh_from_db(fields=["state", "held_by", "held_until"])
    if taken:
        return
    if script.state == "held" and script.held_by is not None:
        raise Refusal(
            _("%(name)s is marking this script. Take another one from the queue.")
            % {"name": script.held_by.called},
            code="script-held",
        )
    raise Refusal(
        _("This script is marked already. Open it again first if the mark must change."),
        code="script-marked",
    )


def claim_next(
    marker: User, *, cohort: Cohort | None = None, task_id: int | None = None
) -> Script | None:
    """Take the next script in the marker's own order; None when nothing waits.

    A script that the marker holds already comes first.
    """
    rows = Script.objects.visible_to(marker, *MARKERS).filter(free_for(marker))
    if cohort is not None:
        rows = rows.filter(cohort=cohort)
    if task_id is not None:
        rows = rows.filter(task=task_id)
    own_first = Case(When(state="held", held_by=marker, then=0), default=1)
    for script in rows.order_by(own_first, shuffle_for(marker))[:MOST_TRIES]:
        try:
            claim(script, marker)
        except Refusal:  # another marker was quicker; the next one then
            continue
        return script
    return None


def give_back(script: Script, marker: User) -> bool:
    """Put a held script back into the queue; the draft of the mark stays."""
    given = Script.objects.filter(pk=script.pk, state="held", held_by=marker).update(
        state="waiting", held_by=None, held_until=None
    )
    return bool(given)


def renew(script: Script, marker: User) -> bool:
    """Hold on for another while; tell whether the script is still one's own."""
    renewed = Script.objects.filter(pk=script.pk, state="held", held_by=marker).update(
        held_until=clock.now() + HOLD
    )
    return bool(renewed)


def free_stale() -> int:
    """Put scripts whose hold ran out back into the queue; return how many."""
    return Script.objects.filter(state="held", held_until__lte=clock.now()).update(
        state="waiting", held_by=None, held_until=None
    )

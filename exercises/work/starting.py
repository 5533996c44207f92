"""Beginning an exercise: one attempt at a time, with an empty answer or a copy for each task."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock, wording
from courseplatform.kit.refusals import Refusal
from exercises.authoring.models import Task
from exercises.authoring.tasks import open_task
from exercises.cohorts.accommodating import minutes_of
from exercises.cohorts.allowance import Allowance, Turn, allowance
from exercises.cohorts.clocks import time_up_at
from exercises.cohorts.models import Allotment
from exercises.work.models import Attempt, Response


def begin(allotment: Allotment) -> Attempt:
    """Return the newest attempt at an exercise, the first begun now if there is none.

    Safe to call twice.

    Raises:
        Refusal: the exercise is not open yet, or has closed.
    """
    return begin_next(allotment, after=0)


def begin_next(allotment: Allotment, *, after: int, copy: bool = False) -> Attempt:
    """Begin the attempt that follows number ``after``; return the newest where that was done.

    Whoever presses twice, or in two windows, gets the one attempt.

    Args:
        allotment: one's own, from ``dated()``.
        after: the number of the attempt one has seen last; 0 for none.
        copy: start from what was handed in last, where the rules offer that.

    Raises:
        Refusal: it is not open yet, has closed, no attempt is left, or the next must wait.
    """
    newest = allotment.attempts.order_by("-number").first()
    if newest is not None and (newest.number > after or newest.state == "open"):
        return newest
    _check(allowance_of(allotment, newest), allotment)
    try:
        return _create(allotment, newest, copy=copy and allotment.working_rules.copy_offered)
    except IntegrityError:  # a second press, or a second window, was quicker
        return allotment.attempts.order_by("-number")[0]


def allowance_of(allotment: Allotment, newest: Attempt | None) -> Allowance:
    """Return what its owner may do now, given their newest attempt; no query."""
    return allowance(
        allotment.working_rules,
        allotment.extra_attempts,
        allotment.window,
        clock.now(),
        made=newest.number if newest else 0,
        is_open=newest is not None and newest.state == "open",
        last_at=newest.handed_in_at if newest else None,
    )


@transaction.atomic
def _create(allotment: Allotment, newest: Attempt | None, *, copy: bool) -> Attempt:
    now = clock.now()
    minutes = minutes_of(allotment.member_id, allotment.working_rules.minutes)
    attempt = Attempt.objects.create(
        allotment=allotment,
        number=newest.number + 1 if newest else 1,
        started_at=now,
        minutes=minutes,
        time_up_at=time_up_at(now, minutes) if minutes else None,
    )
    earlier = {row.task_id: row for row in newest.responses.all()} if newest and copy else {}
    tasks = Task.objects.filter(version=allotment.version_id)
    Response.objects.bulk_create(
        _copied(attempt, earlier[task.pk], now) if task.pk in earlier else _blank(attempt, task)
        for task in tasks
    )
    Allotment.objects.filter(pk=allotment.pk, begun_at=None).update(begun_at=now)
    return attempt


def _blank(attempt: Attempt, task: Task) -> Response:
    opened = open_task(task)
    return Response(
        attempt=attempt,
        task=task,
        data=opened.kind.to_json(opened.kind.blank(opened.brief)),
        schema=opened.kind.schema,
    )


def _copied(attempt: Attempt, earlier: Response, now: datetime) -> Response:
    """Return an answer to go on from; what was never touched stays new."""
    return Response(
        attempt=attempt,
        task_id=earlier.task_id,
        data=earlier.data,
        schema=earlier.schema,
        revision=min(earlier.revision, 1),
        saved_at=now if earlier.revision else None,
    )


def _check(allowed: Allowance, allotment: Allotment) -> None:
    """Refuse, in words, what cannot be begun now."""
    if allowed.may_begin or allowed.turn is Turn.UNDER_WAY:
        return
    if allowed.turn is Turn.BEFORE:
        raise Refusal(
            _("This exercise is not open yet. Its page says when it opens."), code="not-open"
        )
    if allowed.turn is Turn.WAIT and allowed.next_at is not None:
        zone = allotment.member.cohort.zone
        raise Refusal(
            _("The next attempt can be begun from %(time)s (%(zone)s) on. Come back then.")
            % {
                "time": wording.span(allowed.next_at, None, zone),
                "zone": wording.zone_name(zone),
            },
            code="attempt-must-wait",
        )
    if allowed.turn is Turn.USED_UP:
        raise Refusal(
            _("You have used all your attempts. Your page of the exercise says which one counts."),
            code="attempts-used-up",
        )
    raise Refusal(
        _(
            "This exercise has closed, so it cannot be started any more. If you could not work "
            "in time, ask your instructor for more time."
        ),
        code="exercise-closed",
    )

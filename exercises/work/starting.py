"""Beginning an exercise: one attempt with an empty answer to each task."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from exercises.authoring.models import Task
from exercises.authoring.tasks import open_task
from exercises.cohorts.dates import Phase
from exercises.cohorts.models import Allotment
from exercises.work.models import Attempt, Response


def begin(allotment: Allotment) -> Attempt:
    """Return the attempt at an exercise, begun now if there is none; safe to call twice.

    Raises:
        Refusal: the exercise is not open yet, or has closed.
    """
    known = allotment.attempts.order_by("-number").first()
    if known is not None:
        return known
    _check_open(allotment)
    try:
        return _create(allotment)
    except IntegrityError:  # a second press, or a second window, was quicker
        return allotment.attempts.order_by("-number")[0]


@transaction.atomic
def _create(allotment: Allotment) -> Attempt:
    attempt = Attempt.objects.create(allotment=allotment, number=1, started_at=clock.now())
    Response.objects.bulk_create(
        _blank(attempt, task) for task in Task.objects.filter(version=allotment.version_id)
    )
    return attempt


def _blank(attempt: Attempt, task: Task) -> Response:
    opened = open_task(task)
    return Response(
        attempt=attempt,
        task=task,
        data=opened.kind.to_json(opened.kind.blank(opened.brief)),
        schema=opened.kind.schema,
    )


def _check_open(allotment: Allotment) -> None:
    phase = allotment.window.phase(clock.now())
    if phase is Phase.BEFORE:
        raise Refusal(
            _("This exercise is not open yet. Its page says when it opens."), code="not-open"
        )
    if phase is Phase.CLOSED:
        raise Refusal(
            _(
                "This exercise has closed, so it cannot be started any more. If you could not work "
                "in time, ask your instructor for more time."
            ),
            code="exercise-closed",
        )

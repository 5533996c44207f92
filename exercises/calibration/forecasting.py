"""Giving a forecast and changing it; taking over what an exercise asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring.tasks import open_task
from exercises.calibration.models import Asking, Forecast, ForecastQuestion
from exercises.calibration.settlement import Phase
from exercises.cohorts.models import Member
from exercises.kinds.forecast.types import complete
from exercises.work.models import Response

WHY_MOST = 600
STILL_GATHERED = timedelta(days=2)  # hand-ins are looked for so long after a question closed
BATCH = 200


def member_of(question: ForecastQuestion, user: User) -> Member | None:
    """Return the membership through which ``user`` was asked; the newest of several."""
    cohorts = Asking.objects.filter(question=question).values("cohort")
    rows = Member.objects.filter(person=user, state="active", cohort__in=cohorts)
    return rows.order_by("-pk").first()


def forecast(
    question: ForecastQuestion,
    member: Member,
    chances: Mapping[str, int],
    *,
    why: str = "",
    seen: int = 0,
) -> Forecast:
    """Store what a member holds likely from now on; what they held before stays.

    Args:
        chances: whole per cents by outcome: yes alone from 1 to 99, or all of them adding up to 100.
        why: what moved it, for oneself and the debrief.
        seen: the number of the forecast that stood on the page this comes from; 0 for none.

    Raises:
        Refusal: the question takes no forecast now, the chances are not whole, or another window
            was quicker.
    """
    now = clock.now()
    if question.phase(now) is not Phase.OPEN:
        raise Refusal(
            _("This question takes no forecast any more. The last one you gave counts."),
            code="question-closed",
        )
    if not complete(question.shape, chances):
        raise Refusal(
            _("Give one chance from 1 to 99, or all of them adding up to 100, then save again."),
            code="chances-not-whole",
        )
    newest = Forecast.objects.filter(question=question, member=member).order_by("-number").first()
    if (newest.number if newest else 0) != seen:
        raise _moved()
    if newest and newest.chances == dict(chances) and newest.why == why[:WHY_MOST]:
        return newest
    try:
        with transaction.atomic():
            return Forecast.objects.create(
                question=question,
                member=member,
                number=seen + 1,
                chances=dict(chances),
                why=why[:WHY_MOST],
                made_at=now,
            )
    except IntegrityError:
        raise _moved() from None


def gather(user: User | None = None) -> int:
    """Make forecasts of what was handed in to the tasks that ask open questions; return how many.

    Safe to run twice at once: an answer gives one forecast of a question. What was handed in after
    the question closed is left alone.

    Args:
        user: only what this person handed in, so that their page need not wait for a job.
    """
    now = clock.now()
    askings = (
        Asking.objects.filter(task__isnull=False, question__closes_at__gt=now - STILL_GATHERED)
        .select_related("question", "task")
        .defer("task__key")
    )
    if user is not None:
        askings = askings.filter(cohort__members__person=user)
    return sum(_gather(asking, user) for asking in askings)


def _gather(asking: Asking, user: User | None) -> int:
    taken = Forecast.objects.filter(question=asking.question_id, response=OuterRef("pk"))
    rows = (
        Response.objects.filter(
            ~Exists(taken),
            task=asking.task_id,
            erased_at=None,
            attempt__state="handed_in",
            attempt__handed_in_at__lt=asking.question.closes_at,
            attempt__allotment__member__cohort=asking.cohort_id,
            data__chances__has_key=asking.local_id,
        )
        .select_related("attempt__allotment")
        .order_by("attempt__handed_in_at", "pk")
    )
    if user is not None:
        rows = rows.filter(attempt__allotment__member__person=user)
    return sum(_take(asking, row) for row in rows[:BATCH])


def _take(asking: Asking, row: Response) -> int:
    """Store one handed-in answer as a forecast; tell whether it was new and whole."""
    assert asking.task is not None  # noqa: S101 - the query asks for those with a task
    opened = open_task(asking.task)
    shape = next(each for each in opened.brief.questions if each.id == asking.local_id)
    chances = opened.kind.answer_from(row.data, row.schema).chances.get(asking.local_id, {})
    if not complete(shape, chances):
        return 0
    member, made_at = row.attempt.allotment.member_id, row.attempt.handed_in_at
    newest = Forecast.objects.filter(question=asking.question, member=member).aggregate(
        number=Max("number")
    )
    try:
        with transaction.atomic():
            Forecast.objects.create(
                question=asking.question,
                member_id=member,
                number=(newest["number"] or 0) + 1,
                chances=dict(chances),
                made_at=made_at or clock.now(),
                response=row,
            )
    except IntegrityError:  # another worker, or the person's own page, was quicker
        return 0
    return 1


def counting(forecasts: Iterable[Forecast], until: datetime) -> Forecast | None:
    """Return the forecast that counts: the last one made before ``until`` that is not erased."""
    made = [each for each in forecasts if each.made_at < until and each.erased_at is None]
    return max(made, key=lambda each: (each.made_at, each.number), default=None)


def _moved() -> Refusal:
    return Refusal(
        _(
            "Your forecast was changed in another window meanwhile: look at what stands in the "
            "history now. Saving again puts what you typed on top of it."
        ),
        code="forecast-moved",
    )

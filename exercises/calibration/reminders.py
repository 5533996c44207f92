"""When the outcome of a question should be known, to its owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from courseplatform.letters.writing import write
from courseplatform.reminders.kinds import ReminderKind, Wanted
from courseplatform.reminders.models import Reminder
from exercises.calibration.models import ForecastQuestion

USELESS_AFTER = timedelta(days=30)
HORIZON = timedelta(days=400)


def wanted(now: datetime) -> Iterator[Wanted]:
    """Yield a reminder for each open question that nothing was decided about; one query."""
    rows = ForecastQuestion.objects.undecided().filter(
        resolves_at__gt=now - USELESS_AFTER, resolves_at__lt=now + HORIZON
    )
    for question in rows.iterator(chunk_size=1000):
        yield Wanted(
            subject=f"forecast-question:{question.ref}",
            person_id=question.owner_id,
            due_at=question.resolves_at,
            useless_after=question.resolves_at + USELESS_AFTER,
        )


def why_not(reminder: Reminder) -> str | None:
    """Return why the letter is not needed any more, or None."""
    question = _question(reminder)
    if question is None:
        return "gone"
    return "decided" if question.settlement.kind else None


def send(reminder: Reminder) -> None:
    """Write the letter; once for each date the outcome is due."""
    question = _question(reminder)
    if question is None:
        return
    write(
        f"forecast-due:{question.ref}:{question.resolves_at:%Y%m%dT%H%M}",
        "forecast_due",
        to=question.owner,
        context={
            "question": question.text,
            "settled_by": question.settled_by,
            "void_rule": question.void_rule,
            "resolves_at": question.resolves_at.isoformat(),
            "question_zone": question.zone,
            "path": reverse("desk-forecast", args=[question.ref]),
        },
        stoppable=True,
        thread=f"forecast-question:{question.ref}",
    )


def _question(reminder: Reminder) -> ForecastQuestion | None:
    rows = ForecastQuestion.objects.select_related("owner").prefetch_related("events")
    return rows.filter(ref=reminder.subject.removeprefix("forecast-question:")).first()


KIND = ReminderKind(slug="forecast-due", wanted=wanted, why_not=why_not, send=send)

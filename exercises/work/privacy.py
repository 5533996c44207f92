"""What a person's work holds about them: what they wrote, when, and what it was worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import User
from exercises.work.erasing import empty, empty_older
from exercises.work.models import Attempt, Response, Score

TWO_YEARS = timedelta(days=730)


def _export(person: User) -> Iterable[dict[str, Any]]:
    attempts = Attempt.objects.filter(allotment__member__person=person).order_by("started_at")
    rows = attempts.select_related("allotment__version", "receipt")
    for attempt in rows.prefetch_related("opened_injects"):
        receipt = getattr(attempt, "receipt", None)
        yield {
            "exercise": attempt.allotment.version.title,
            "attempt": attempt.ref,
            "started_at": attempt.started_at.isoformat(),
            "handed_in_at": attempt.handed_in_at.isoformat() if attempt.handed_in_at else None,
            "late": attempt.late,
            "receipt": receipt.sha256 if receipt else None,
            "injects": [
                {"inject": each.inject, "opened_at": each.opened_at.isoformat()}
                for each in attempt.opened_injects.all()
            ],
            "answers": [_answer(row) for row in _answers(attempt)],
        }


def _answers(attempt: Attempt) -> Iterable[Response]:
    rows = Response.objects.filter(attempt=attempt).with_tasks()
    return rows.prefetch_related(Prefetch("scores", Score.objects.all()))


def _answer(row: Response) -> dict[str, Any]:
    score = next(iter(row.scores.all()), None)
    return {
        "task": row.task.title,
        "answer": row.data,
        "what_moved": row.moved,
        "saved_at": row.saved_at.isoformat() if row.saved_at else None,
        "points": score.points_c / 100 if score else None,
        "out_of": score.out_of_c / 100 if score else None,
    }


def _erase(person: User, now: datetime) -> Sequence[str]:
    rows = Response.objects.filter(attempt__allotment__member__person=person)
    empty(list(rows.values_list("pk", flat=True)))
    if not rows.exists():
        return []
    return [_("That you handed in, when, with which fingerprint and points: no answer, no text.")]


PERSONAL = PersonalData(
    slug="work",
    title=gettext_lazy("Exercises"),
    kept=gettext_lazy(
        "What you answered, when you saved and handed it in, what you opened, and its points; "
        "answers for two years, points and fingerprints as long as your certificates."
    ),
    export=_export,
    erase=_erase,
    position=40,
)

ANSWERS = Retention(
    slug="answers",
    title=gettext_lazy("Answers to exercises, two years after they were begun"),
    keep=TWO_YEARS,
    empty=empty_older,
)

"""What late answers hold about a person: what they typed, and what they said about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit import clock
from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import User
from exercises.late.models import LateAnswer

TWO_YEARS = timedelta(days=730)


def _of(person: User) -> QuerySet[LateAnswer]:
    return LateAnswer.objects.filter(response__attempt__allotment__member__person=person)


def _export(person: User) -> Iterable[dict[str, Any]]:
    rows = _of(person).select_related("response__task").defer("response__task__key")
    for row in rows.order_by("id"):
        yield {
            "task": row.response.task.title,
            "answer": row.data,
            "said": row.sentence,
            "sent_at": row.sent_at.isoformat(),
            "state": row.state,
        }


def _erase(person: User, now: datetime) -> Sequence[str]:
    _of(person).update(data={}, sentence="", typed_at=None, erased_at=now)
    if not _of(person).exists():
        return []
    return [_("That an answer of yours came after its time was over: no answer, no text.")]


def _empty_older(before: datetime, most: int) -> int:
    """Empty at most that many late answers sent before an instant; return how many."""
    old = LateAnswer.objects.filter(sent_at__lt=before, erased_at=None).order_by("id")
    ids = list(old.values_list("pk", flat=True)[:most])
    return LateAnswer.objects.filter(pk__in=ids).update(
        data={}, sentence="", typed_at=None, erased_at=clock.now()
    )


PERSONAL = PersonalData(
    slug="late-answers",
    title=gettext_lazy("Answers that came too late"),
    kept=gettext_lazy("What you sent after a clock had handed in for you, for two years."),
    export=_export,
    erase=_erase,
    position=37,
)

ANSWERS = Retention(
    slug="late-answers",
    title=gettext_lazy("Answers that came too late, two years after they were sent"),
    keep=TWO_YEARS,
    empty=_empty_older,
)

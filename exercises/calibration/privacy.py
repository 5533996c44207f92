"""What calibration holds about a person: what they held likely, when, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit import clock
from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import User
from exercises.calibration.models import Forecast

TWO_YEARS = timedelta(days=730)


def _export(person: User) -> Iterable[dict[str, Any]]:
    rows = Forecast.objects.filter(member__person=person).select_related("question")
    for row in rows.order_by("made_at", "pk"):
        yield {
            "question": row.question.text,
            "version": row.number,
            "made_at": row.made_at.isoformat(),
            "chances": row.chances,
            "why": row.why,
        }


def _empty(pks: Sequence[int]) -> int:
    rows = Forecast.objects.filter(pk__in=pks, erased_at=None)
    return rows.update(chances={}, why="", erased_at=clock.now())


def _erase(person: User, now: datetime) -> Sequence[str]:
    rows = Forecast.objects.filter(member__person=person)
    _empty(list(rows.values_list("pk", flat=True)))
    if not rows.exists():
        return []
    return [_("When you gave forecasts, and the points they earned: no chance, no reason.")]


def _empty_older(before: datetime, most: int) -> int:
    """Empty at most that many forecasts made before an instant, of questions long decided."""
    old = Forecast.objects.filter(
        made_at__lt=before, erased_at=None, question__resolves_at__lt=before
    )
    return _empty(list(old.order_by("id").values_list("pk", flat=True)[:most]))


PERSONAL = PersonalData(
    slug="forecasts",
    title=gettext_lazy("Forecasts"),
    kept=gettext_lazy(
        "What you held likely, when and why; for two years after a question was due, points as "
        "long as your certificates."
    ),
    export=_export,
    erase=_erase,
    position=36,
)

FORECASTS = Retention(
    slug="forecasts",
    title=gettext_lazy("Forecasts, two years after they were made and their question was due"),
    keep=TWO_YEARS,
    empty=_empty_older,
)

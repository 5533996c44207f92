"""What panels hold about a person: the answers they gave as an expert."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from exercises.panels.models import Seat


def _export(person: User) -> Iterable[dict[str, Any]]:
    seats = Seat.objects.filter(person=person).select_related("panel__exercise").order_by("pk")
    for seat in seats:
        yield {
            "exercise": seat.panel.exercise.title,
            "task": seat.panel.title,
            "invited_at": seat.invited_at.isoformat(),
            "answered_at": seat.answered_at.isoformat() if seat.answered_at else None,
            "answer": seat.data,
        }


def _erase(person: User, now: datetime) -> Sequence[str]:
    seats = Seat.objects.filter(person=person)
    if not seats.exists():
        return []
    seats.filter(state="invited").update(data={}, saved_at=None)
    return [_("Answers that keys rest on, as those of a former expert; no name.")]


PERSONAL = PersonalData(
    slug="panels",
    title=gettext_lazy("Panels of experts"),
    kept=gettext_lazy("What you answered as an expert, as long as keys rest on it."),
    export=_export,
    erase=_erase,
    position=26,
)

"""What calibration offers to the desk: its section of the bar, and outcomes that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courseplatform.kit.cards import CardLine, Column, DeskCard, DeskSection
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.calibration.models import ForecastQuestion
from exercises.cases.guards import builds_cases

SECTION = DeskSection(
    "desk-forecasts",
    gettext_lazy("Forecasts"),
    (Right.BUILD_CASES,),
    position=44,
    opens=builds_cases,
)


def due_lines(person: User, now: datetime) -> Sequence[CardLine]:
    """Return how many outcomes wait for a decision; one query."""
    due = (
        ForecastQuestion.objects.visible_to(person).undecided().filter(resolves_at__lte=now).count()
    )
    if not due:
        return []
    sentence = ngettext(
        "The outcome of %(count)s forecast question is due",
        "The outcomes of %(count)s forecast questions are due",
        due,
    )
    address = f"{reverse('desk-forecasts')}?state=due"
    return [CardLine(sentence % {"count": due}, address, _("Decide"), tone="warn")]


CARD = DeskCard(
    slug="forecasts",
    title=gettext_lazy("Forecasts"),
    right=Right.BUILD_CASES,
    lines=due_lines,
    column=Column.HAND,
    position=35,
)

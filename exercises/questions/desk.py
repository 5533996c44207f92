"""What questions put on the desk's first page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courseplatform.kit.cards import CardLine, Column, DeskCard
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.questions.models import Question


def waiting_lines(person: User, now: datetime) -> Sequence[CardLine]:
    """Return how many questions wait for this person; one query."""
    mine = Question.objects.answered_by(person).filter(state="open")
    found = mine.aggregate(count=Count("pk"), since=Min("turned_at"))
    if not found["count"]:
        return []
    sentence = ngettext(
        "%(count)s question about an exercise waits for an answer",
        "%(count)s questions about exercises wait for an answer",
        found["count"],
    )
    overdue = (now - found["since"]).days >= 2
    return [
        CardLine(
            sentence % {"count": found["count"]},
            reverse("desk-questions"),
            _("Answer"),
            tone="bad" if overdue else "warn",
        )
    ]


CARD = DeskCard(
    slug="questions",
    title=gettext_lazy("Questions"),
    right=Right.BUILD_CASES,
    lines=waiting_lines,
    column=Column.HAND,
    position=28,
)

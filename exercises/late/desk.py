"""What late answers put on the desk's first page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courseplatform.kit.cards import CardLine, Column, DeskCard
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.late.models import LateAnswer


def waiting_lines(person: User, now: datetime) -> Sequence[CardLine]:
    """Return how many late answers wait for this person; one query."""
    count = LateAnswer.objects.decided_by(person).filter(state="sent").count()
    if not count:
        return []
    sentence = ngettext(
        "%(count)s answer came after its time was over and waits for a decision",
        "%(count)s answers came after their time was over and wait for a decision",
        count,
    )
    return [
        CardLine(sentence % {"count": count}, reverse("late-answers"), _("Decide"), tone="warn")
    ]


CARD = DeskCard(
    slug="late-answers",
    title=gettext_lazy("Late answers"),
    right=Right.BUILD_CASES,
    lines=waiting_lines,
    column=Column.HAND,
    position=29,
)

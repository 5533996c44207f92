"""What the desk's first page shows of panels: answers that are waited for, panels that can be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.cards import MOST_LINES, CardLine, Column, DeskCard, DeskSection
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.panels.models import Seat


def waiting_lines(person: User, now: datetime) -> Sequence[CardLine]:
    """Return the panels that wait for the person's answer; one query."""
    seats = Seat.objects.filter(person=person, state="invited", panel__state="open")
    return [
        CardLine(
            _("A panel of experts waits for your answer: %(title)s") % {"title": seat.panel.title},
            reverse("panel-seat", args=[seat.panel.ref]),
            _("Answer"),
        )
        for seat in seats.select_related("panel").order_by("pk")[:MOST_LINES]
    ]


SECTION = DeskSection(
    "desk-panels", gettext_lazy("Panels"), (Right.MARK, Right.BUILD_CASES), position=42
)
CARD = DeskCard(
    slug="panels",
    title=gettext_lazy("Panels of experts"),
    right=Right.MARK,
    lines=waiting_lines,
    column=Column.HAND,
    position=60,
)

"""What marking offers to the desk: its section of the bar, and what waits for a marker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courseplatform.kit.cards import CardLine, Column, DeskCard, DeskSection
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.cohorts.models import INSTRUCTORS, MARKERS
from exercises.marking.models import Script
from exercises.work.models import Response

SECTION = DeskSection(
    url_name="marking", label=gettext_lazy("Marking"), rights=(Right.MARK,), position=43
)


def waiting_lines(person: User, now: datetime) -> Sequence[CardLine]:
    """Return what the person may mark or release now; three queries."""
    ungathered = Response.objects.filter(
        state="to_mark",
        script__isnull=True,
        attempt__allotment__member__cohort__staff__person=person,
        attempt__allotment__member__cohort__staff__role__in=MARKERS,
    ).count()
    queue = Script.objects.visible_to(person, *MARKERS)
    waiting = queue.filter(state__in=["waiting", "held"]).count() + ungathered
    ready = Script.objects.visible_to(person, *INSTRUCTORS).filter(state="marked").count()
    lines = []
    if waiting:
        sentence = ngettext(
            "%(count)s script waits to be marked", "%(count)s scripts wait to be marked", waiting
        )
        lines.append(CardLine(sentence % {"count": waiting}, reverse("marking"), _("Mark")))
    if ready:
        sentence = ngettext(
            "%(count)s mark is finished and not released",
            "%(count)s marks are finished and not released",
            ready,
        )
        lines.append(
            CardLine(
                sentence % {"count": ready},
                reverse("marks-release"),
                _("Release"),
                tone="info",
            )
        )
    return lines


CARD = DeskCard(
    slug="marking",
    title=gettext_lazy("Marking"),
    right=Right.MARK,
    lines=waiting_lines,
    column=Column.HAND,
    position=30,
)

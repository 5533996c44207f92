"""What webinars put on the desk's first page: the gates of today, and links that are missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courseplatform.kit.cards import MOST_LINES, CardLine, Column, DeskCard
from courseplatform.people.roles import Right
from courses.catalogue.models import SessionState
from courses.webinars.models import Webinar, WebinarQuerySet, WebinarState

LINK_WANTED = timedelta(days=7)  # from then on a missing link is somebody's next act


def _coming(person: Any) -> WebinarQuerySet:
    return (
        Webinar.objects.run_by(person)
        .filter(state=WebinarState.PLANNED, session__state=SessionState.PUBLISHED)
        .select_related("session__course")
        .order_by("starts_at", "pk")
    )


def _today(person: Any, now: datetime) -> Sequence[CardLine]:
    """The webinars of the next 24 hours, and those under way."""
    enrolled = Count("session__enrolments", filter=Q(session__enrolments__state="active"))
    rows = _coming(person).filter(ends_at__gt=now, starts_at__lt=now + timedelta(hours=24))
    return [
        CardLine(
            ngettext(
                "Gate opens: %(title)s, %(people)s person",
                "Gate opens: %(title)s, %(people)s people",
                people,
            )
            % {"title": webinar.title, "people": people},
            url=reverse("desk-webinar", args=[webinar.ref]),
            at=webinar.gate_opens_at,
        )
        for webinar in rows.annotate(people=enrolled)[:MOST_LINES]
        for people in [int(getattr(webinar, "people", 0))]
    ]


def _without_link(person: Any, now: datetime) -> Sequence[CardLine]:
    rows = _coming(person).filter(
        provider="pasted_link",
        meeting_url="",
        ends_at__gt=now,
        starts_at__lt=now + LINK_WANTED,
    )
    return [
        CardLine(
            _("Meeting link missing: %(title)s") % {"title": webinar.title},
            url=reverse("desk-webinar-details", args=[webinar.ref]),
            action=_("Set the link"),
            at=webinar.starts_at,
            tone="bad" if webinar.gate_opens_at <= now else "warn",
        )
        for webinar in rows[:MOST_LINES]
    ]


TODAY = DeskCard(
    slug="gates",
    title=gettext_lazy("Webinars"),
    right=Right.SEE_DESK,
    lines=_today,
    column=Column.TODAY,
    position=10,
)
LINKS = DeskCard(
    slug="meeting-links",
    title=gettext_lazy("Webinars"),
    right=Right.SEE_DESK,
    lines=_without_link,
    column=Column.HAND,
    position=20,
)

"""What the office puts on the desk's first page: money that needs a look, and seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.cards import CardLine, Column, DeskCard, DeskSection
from courseplatform.people.roles import Right
from courses.catalogue.reading import open_sessions
from courses.payment.models import ReviewItem
from courses.payment.review_kinds import kind_of

MOST_ITEMS = 4


def _review_lines(_person: Any, _now: datetime) -> Sequence[CardLine]:
    """The oldest things that need a look, each with the way to what can be done about it."""
    items = ReviewItem.objects.filter(closed_at=None).select_related("order")
    return [
        CardLine(
            _("%(what)s (order %(number)s)") % {"what": title, "number": item.order.number}
            if item.order
            else str(title),
            url=f"{reverse('desk-reviews')}#item-{item.pk}",
            action=_("Resolve"),
            tone="bad",
        )
        for item in items.order_by("raised_at", "pk")[:MOST_ITEMS]
        for title in [kind_of(item).title]
    ]


def _seat_lines(_person: Any, now: datetime) -> Sequence[CardLine]:
    return [
        CardLine(
            _("%(title)s: %(taken)s of %(capacity)s places taken")
            % {"title": session, "taken": session.taken, "capacity": session.capacity},
            url=reverse("desk-session", args=[session.ref]),
            at=session.starts_at,
        )
        for session in open_sessions(now)[:6]
    ]


REVIEW = DeskCard(
    slug="money-review",
    title=gettext_lazy("Money"),
    right=Right.SEE_MONEY,
    lines=_review_lines,
    column=Column.HAND,
    position=10,
)
SEATS = DeskCard(
    slug="seats",
    title=gettext_lazy("Seats"),
    right=Right.RUN_COURSES,
    lines=_seat_lines,
    position=20,
    empty=gettext_lazy("No session is open for booking."),
)

COURSES = DeskSection("desk-courses", gettext_lazy("Courses"), (Right.RUN_COURSES,), position=10)
VOUCHERS = DeskSection("desk-vouchers", gettext_lazy("Vouchers"), (Right.RUN_COURSES,), position=15)
MONEY = DeskSection("desk-money", gettext_lazy("Money"), (Right.SEE_MONEY,), position=20)

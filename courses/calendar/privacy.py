"""What the calendar holds about people: that there is a feed, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from courses.calendar import links
from courses.calendar.models import CalendarLink


def _export(person: User) -> Iterable[dict[str, Any]]:
    for link in CalendarLink.objects.filter(person=person):
        yield {"feed_made_at": link.made_at.isoformat()}


def _erase(person: User, now: datetime) -> Sequence[str]:
    links.take_back(person)
    return []


data = PersonalData(
    slug="calendar",
    title=gettext_lazy("Calendar feed"),
    kept=gettext_lazy(
        "The secret address of your feed, unreadable to us, until you switch it off."
    ),
    export=_export,
    erase=_erase,
    position=65,
)

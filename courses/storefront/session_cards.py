"""A session in a few lines, for lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from courses.catalogue.models import Course, Session
from courses.catalogue.status import Status, status
from courses.pricing.shown import ShownPrice, shown_price


@dataclass(frozen=True)
class Card:
    """One session as lists show it; ``url`` costs no query."""

    session: Session
    status: Status
    price: ShownPrice | None
    url: str

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to come: past or called off."""
        return self.status in {Status.PAST, Status.CANCELLED}


def cards(course: Course, sessions: Iterable[Session], now: datetime) -> list[Card]:
    """Return the cards of ``sessions``, which all belong to ``course``."""
    made = []
    for session in sessions:
        session.course = course
        made.append(
            Card(
                session=session,
                status=status(session, now),
                price=shown_price(session, now),
                url=session.get_absolute_url(),
            )
        )
    return made

"""A session in a few lines, for lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from courses.catalogue.models import Course, Session
from courses.catalogue.status import Status, closes_at, status
from courses.enrolment.models import Waiting, WaitingState
from courses.enrolment.offering import queue_rules
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


def with_queue(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Add to sessions whether somebody waits for them."""
    waiting = Waiting.objects.filter(session=OuterRef("pk"), state=WaitingState.WAITING)
    return sessions.annotate(somebody_waits=Exists(waiting))


def shown_status(session: Session, now: datetime) -> Status:
    """Return a session's status; free places that the queue has first claim to count as gone."""
    found = status(session, now)
    waited_for = getattr(session, "somebody_waits", False)
    if found is Status.OPEN and waited_for and queue_rules(now, closes_at(session)):
        return Status.FULL
    return found


def cards(course: Course, sessions: Iterable[Session], now: datetime) -> list[Card]:
    """Return the cards of ``sessions``, which all belong to ``course`` and come ``with_queue``."""
    made = []
    for session in sessions:
        session.course = course
        made.append(
            Card(
                session=session,
                status=shown_status(session, now),
                price=shown_price(session, now),
                url=session.get_absolute_url(),
            )
        )
    return made

"""A session once more, on another day: the catalogue's own part of it."""

from __future__ import annotations

from datetime import datetime

from courses.catalogue import sessions
from courses.catalogue.models import Session, Teaching


def duplicate_session(session: Session, new_start_local: datetime) -> Session:
    """Return a draft like ``session`` that starts at another wall time of the same zone.

    Times keep their distance on the wall; teachers come along. Each higher room has a
    ``duplicating`` of its own that copies its rows from the old session to the new one.

    Raises:
        Refusal: a wall time does not exist on the new day.
    """
    shift = new_start_local - session.starts_local
    closes = session.booking_closes_local
    copy = sessions.create_session(
        session.course,
        starts_local=new_start_local,
        ends_local=session.ends_local + shift,
        zone=session.zone,
        capacity=session.capacity,
        booking_closes_local=closes + shift if closes else None,
    )
    Teaching.objects.bulk_create(
        Teaching(session=copy, person_id=part.person_id, role=part.role, line=part.line)
        for part in session.teachings.all()
    )
    return copy


def days_between(old: Session, new: Session) -> int:
    """Return by how many whole days of the calendar a copy lies later (the rest shift by these)."""
    return (new.starts_local.date() - old.starts_local.date()).days

"""Giving a duplicated session the webinars of the old one, all dates shifted by whole days."""

from __future__ import annotations

from courseplatform.kit import walltime
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.webinars.models import Webinar, WebinarState
from courses.webinars.scheduling import schedule


def duplicate(old: Session, new: Session, days: int, *, actor: User | None) -> list[Webinar]:
    """Schedule the old session's planned webinars in the new one, ``days`` later on the wall.

    Meeting links are not copied: a link belongs to one meeting.

    Raises:
        Refusal: an hour does not exist on its new day.
    """
    return [
        schedule(
            new,
            title=webinar.title,
            summary=webinar.summary,
            kind=webinar.kind,
            starts_local=walltime.shift_days(webinar.starts_local, days),
            zone=webinar.zone,
            minutes=webinar.minutes,
            provider=webinar.provider,
            gate_minutes=webinar.gate_minutes,
            actor=actor,
        )
        for webinar in Webinar.objects.filter(session=old, state=WebinarState.PLANNED).order_by(
            "starts_at"
        )
    ]

"""The dates of a session as a calendar file that anybody may keep."""

from __future__ import annotations

from django.conf import settings

from courseplatform.people.models import Organiser
from courses.catalogue.models import Session, SessionState
from courses.webinars import ics


def calendar_file(session: Session) -> str:
    """Return one event in the session's own zone; it is no invitation and asks for no answer."""
    organiser = Organiser.current()
    cancelled = session.cancelled_at if session.state == SessionState.CANCELLED else None
    entry = ics.Entry(
        uid=f"session-{session.ref}@{settings.LETTERS_DOMAIN}",
        sequence=1 if cancelled else 0,
        stamped_at=cancelled or session.published_at or session.created_at,
        starts_at=session.starts_at,
        zone=session.zone,
        minutes=int((session.ends_at - session.starts_at).total_seconds()) // 60,
        title=session.course.title,
        description=session.course.summary,
        url=settings.SITE_URL + session.get_absolute_url(),
        cancelled=cancelled is not None,
    )
    return ics.publish([entry], ics.Party(organiser.email, organiser.name))

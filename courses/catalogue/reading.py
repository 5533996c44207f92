"""What other rooms and the public face ask of the catalogue."""

from __future__ import annotations

from datetime import datetime

from courses.catalogue.models import Course, Session, SessionQuerySet, SessionState


def open_sessions(now: datetime) -> SessionQuerySet:
    """Return published sessions that have not started, next first, with course and prices.

    Full ones are among them: they have a waiting list.
    """
    return (
        Session.objects.filter(
            state=SessionState.PUBLISHED,
            starts_at__gt=now,
            course__published_at__isnull=False,
        )
        .select_related("course", "prices")
        .order_by("starts_at", "id")
    )


def sessions_not_over(now: datetime) -> SessionQuerySet:
    """Return published sessions that can still be taken part in, begun or not, next first."""
    published = Session.objects.filter(state=SessionState.PUBLISHED, ends_at__gt=now)
    return published.select_related("course").order_by("starts_at", "id")


def next_session(course: Course | None, now: datetime) -> Session | None:
    """Return the next published session of ``course``, or of any course when it is None."""
    found = open_sessions(now)
    return (found if course is None else found.filter(course=course)).first()

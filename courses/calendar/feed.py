"""What stands in a person's feed: their webinars and the deadlines of their exercises."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import tzdata
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from courseplatform.people.models import User
from courses.coursework.reading import Progress, progress_in
from courses.enrolment.models import Enrolment, EnrolmentState
from courses.webinars import ics, invitations
from courses.webinars.models import Webinar, WebinarState

KEPT_AFTER_CALLING_OFF = timedelta(days=30)
DEADLINE_MINUTES = 15


def webinars_of(person: User, now: datetime) -> list[Webinar]:
    """Return the webinars in the feed; called-off ones stay for 30 days, struck out."""
    sessions = Enrolment.objects.filter(person=person, state=EnrolmentState.ACTIVE)
    recent = Q(state=WebinarState.PLANNED) | Q(changed_at__gt=now - KEPT_AFTER_CALLING_OFF)
    return list(
        Webinar.objects.filter(recent, session__in=sessions.values("session"))
        .select_related("session__course")
        .order_by("starts_at", "pk")
    )


def deadlines_of(person: User) -> list[tuple[Enrolment, Progress]]:
    """Return the person's exercises that have a due date."""
    mine = {
        row.session_id: row
        for row in Enrolment.objects.filter(
            person=person, state=EnrolmentState.ACTIVE
        ).select_related("session__course")
    }
    found = progress_in(list(mine), person)
    return [(mine[session], row) for session, rows in found.items() for row in rows if row.due_at]


def entries_of(person: User, now: datetime) -> list[ics.Entry]:
    """Return what stands in the feed, from stored facts alone; a constant number of queries."""
    entries = invitations.entries_of(webinars_of(person, now), person)
    return entries + [_deadline(enrolment, row) for enrolment, row in deadlines_of(person)]


def version(entries: list[ics.Entry]) -> str:
    """Return a short text that changes exactly when the feed does (for ETag)."""
    organiser = invitations.organiser_party()
    facts = [tzdata.IANA_VERSION, repr(organiser), *map(repr, entries)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def render(entries: list[ics.Entry]) -> str:
    """Return the feed as a calendar file."""
    organiser = invitations.organiser_party()
    return ics.publish(entries, organiser, name=organiser.name or _("Courses"))


def _deadline(enrolment: Enrolment, row: Progress) -> ics.Entry:
    """Return a due date as a quarter of an hour that ends with it.

    Nobody is invited to it: a feed replaces what was there, whatever its number.
    """
    due = row.due_at or row.opens_at
    return ics.Entry(
        uid=f"due-{row.ref}@{settings.LETTERS_DOMAIN}",
        sequence=0,
        stamped_at=enrolment.started_at,
        starts_at=due - timedelta(minutes=DEADLINE_MINUTES),
        zone=enrolment.session.zone,
        minutes=DEADLINE_MINUTES,
        title=_("Due: %(title)s") % {"title": row.title},
        description=enrolment.session.course.title,
        url=settings.SITE_URL + row.url,
    )

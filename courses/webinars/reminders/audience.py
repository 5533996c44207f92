"""Whom a webinar's reminders concern, and why one would not be sent after all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from courseplatform.letters.writing import write
from courseplatform.people.models import User
from courseplatform.reminders.kinds import Wanted
from courseplatform.reminders.models import Reminder
from courses.enrolment.models import Enrolment, EnrolmentState
from courses.webinars.models import Webinar, WebinarState

HORIZON = timedelta(days=40)


def subject_of(webinar: Webinar) -> str:
    """Return what a reminder row calls a webinar."""
    return f"webinar:{webinar.ref}"


def webinar_of(reminder: Reminder) -> Webinar | None:
    """Return the webinar that a reminder is about, or None if it is gone."""
    return (
        Webinar.objects.filter(ref=reminder.subject.removeprefix("webinar:"))
        .select_related("session__course")
        .first()
    )


def wanted_for_all(
    now: datetime,
    due: Callable[[Webinar, User], datetime],
    useless_after: Callable[[Webinar, User], datetime],
) -> Iterator[Wanted]:
    """Yield one wanted reminder for each enrolled person of each coming webinar."""
    coming = Webinar.objects.filter(
        state=WebinarState.PLANNED, starts_at__gt=now, starts_at__lt=now + HORIZON
    )
    for webinar in coming:
        people = User.objects.filter(
            enrolments__session=webinar.session_id, enrolments__state=EnrolmentState.ACTIVE
        ).distinct()
        for person in people:
            yield Wanted(
                subject_of(webinar),
                person.pk,
                due(webinar, person),
                useless_after=useless_after(webinar, person),
            )


def why_not(reminder: Reminder) -> str | None:
    """Return why a reminder is not sent: the webinar is off or gone, or the person is out."""
    webinar = webinar_of(reminder)
    if webinar is None or webinar.state == WebinarState.CALLED_OFF:
        return "called off"
    enrolled = Enrolment.objects.filter(
        session=webinar.session_id, person=reminder.person_id, state=EnrolmentState.ACTIVE
    )
    return None if enrolled.exists() else "not enrolled"


def send(reminder: Reminder, template: str) -> None:
    """Write the reminder's letter, once for each version of the webinar's time."""
    webinar = webinar_of(reminder)
    if webinar is None:
        return
    write(
        f"{reminder.kind}:{webinar.ref}:{reminder.person.ref}:{webinar.starts_at:%Y%m%d%H%M}",
        template,
        to=reminder.person,
        context={
            "course": webinar.session.course.title,
            "webinar": webinar.ref,
            "title": webinar.title,
            "starts_at": webinar.starts_at.isoformat(),
            "ends_at": webinar.ends_at.isoformat(),
            "gate_opens_at": webinar.gate_opens_at.isoformat(),
            "meeting_zone": webinar.zone,
        },
        stoppable=True,
        thread=f"webinar:{webinar.ref}:{reminder.person.ref}",
    )

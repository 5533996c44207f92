"""Whom a webinar's reminders concern, and why one would not be sent after all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from courseplatform.letters.writing import Draft, write_all
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


def why_not_all(reminders: Sequence[Reminder]) -> dict[int, str]:
    """Return the reasons for many rows at once, by row id; three queries."""
    webinars = _webinars_of(reminders)
    enrolled = set(
        Enrolment.objects.filter(
            session__in={webinar.session_id for webinar in webinars.values()},
            person__in={row.person_id for row in reminders},
            state=EnrolmentState.ACTIVE,
        ).values_list("session_id", "person_id")
    )
    reasons: dict[int, str] = {}
    for row in reminders:
        webinar = webinars.get(row.subject)
        if webinar is None or webinar.state == WebinarState.CALLED_OFF:
            reasons[row.pk] = "called off"
        elif (webinar.session_id, row.person_id) not in enrolled:
            reasons[row.pk] = "not enrolled"
    return reasons


def send(reminder: Reminder, template: str) -> None:
    """Write the reminder's letter, once for each version of the webinar's time."""
    send_all([reminder], template)


def send_all(reminders: Sequence[Reminder], template: str) -> None:
    """Write the letters of many reminders at once."""
    webinars = _webinars_of(reminders)
    write_all(
        [
            _draft(row, webinars[row.subject], template)
            for row in reminders
            if row.subject in webinars
        ]
    )


def _webinars_of(reminders: Sequence[Reminder]) -> dict[str, Webinar]:
    refs = {row.subject.removeprefix("webinar:") for row in reminders}
    found = Webinar.objects.filter(ref__in=refs).select_related("session__course")
    return {subject_of(webinar): webinar for webinar in found}


def _draft(reminder: Reminder, webinar: Webinar, template: str) -> Draft:
    return Draft(
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

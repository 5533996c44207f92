"""What is known of enrolments and counts towards a certificate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from courseplatform.kit import glyphs
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.certificates import eligibility
from courses.certificates.eligibility import Facts, Finding, Meeting, Work
from courses.coursework.reading import Progress, Standing, progress_of_class
from courses.enrolment.models import Enrolment, EnrolmentState
from courses.webinars.models import Webinar, WebinarKind, WebinarState
from courses.webinars.presence import minutes_in

TO_COME = {Standing.NOT_OPEN, Standing.OPEN, Standing.STARTED}


def name_of(person: User) -> str:
    """Return the name that stands on a person's certificates; empty if none can be printed."""
    name = person.certificate_name or person.name
    return "" if glyphs.missing(name) else name


def counting(webinars: Iterable[Webinar]) -> list[Webinar]:
    """Return the webinars that count: course days that were not called off."""
    return [
        webinar
        for webinar in webinars
        if webinar.kind == WebinarKind.MAIN and webinar.state == WebinarState.PLANNED
    ]


def finding_for(
    enrolment: Enrolment,
    webinars: Iterable[Webinar],
    exercises: Iterable[Progress],
    now: datetime,
) -> Finding:
    """Return where one enrolment stands, given what its session holds; one query.

    ``enrolment`` comes with its session and person.
    """
    meetings = counting(webinars)
    present = minutes_in(meetings, enrolment.person)
    return eligibility.find(_facts(enrolment, meetings, present, exercises, now))


def findings_in(
    session: Session, meetings: Sequence[Webinar], enrolments: Iterable[Enrolment], now: datetime
) -> list[tuple[Enrolment, Finding]]:
    """Return where enrolments of one session stand; five queries for any number of people.

    Args:
        meetings: those of the session that count.
        enrolments: with their session and person.
    """
    present = minutes_in(meetings)
    work = progress_of_class(session)
    return [
        (
            enrolment,
            eligibility.find(
                _facts(enrolment, meetings, present, work.get(enrolment.person_id, ()), now)
            ),
        )
        for enrolment in enrolments
    ]


def _facts(
    enrolment: Enrolment,
    meetings: Sequence[Webinar],
    present: Mapping[tuple[int, int], int],
    exercises: Iterable[Progress],
    now: datetime,
) -> Facts:
    ends = [enrolment.session.ends_at, *(webinar.ends_at for webinar in meetings)]
    return Facts(
        is_over=max(ends) <= now,
        is_active=enrolment.state == EnrolmentState.ACTIVE,
        has_name=bool(name_of(enrolment.person)),
        meetings=tuple(
            Meeting(
                title=webinar.title,
                minutes=webinar.minutes,
                present=present.get((webinar.pk, enrolment.person_id), 0),
                is_over=webinar.ends_at <= now,
            )
            for webinar in meetings
        ),
        work=tuple(
            Work(
                title=row.title,
                handed_in=row.handed_in_at is not None,
                is_open=row.state in TO_COME,
            )
            for row in exercises
            if row.due_at or row.closes_at
        ),
    )

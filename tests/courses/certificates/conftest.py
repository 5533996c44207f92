"""A session of one day with two meetings and an exercise, and Ada who is enrolled in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from courseplatform.people.models import Organiser, User
from courses.catalogue.models import Session
from courses.certificates import issuing
from courses.certificates.models import Certificate
from courses.coursework import admission, planning
from courses.enrolment.models import Enrolment
from courses.webinars.models import Webinar
from courses.webinars.presence import state_minutes
from exercises.authoring import library
from exercises.cohorts.models import Allotment
from exercises.work.handing_in import hand_in
from exercises.work.starting import begin

AFTER = datetime(2026, 3, 14, 18, tzinfo=UTC)


@pytest.fixture
def organiser(db: None) -> Organiser:
    return Organiser.objects.create(
        pk=1, name="Meridian Desk", email="desk@example.org", address="Via 1", zone="Europe/Rome"
    )


@pytest.fixture
def run(now: Any, organiser: Organiser, session: Any) -> Session:
    """The session: Saturday 14 March 2026, 10:00 to 17:00 in Kyiv."""
    made: Session = session()
    return made


@pytest.fixture
def meetings(run: Session, webinar: Callable[..., Webinar]) -> list[Webinar]:
    """Morning and afternoon, 180 minutes each; the office hour before does not count."""
    webinar(run, "Office hour", kind="preparatory")
    return [
        webinar(run, title, starts_local=datetime(2026, 3, 14, hour), minutes=180)
        for title, hour in (("Morning", 10), ("Afternoon", 14))
    ]


@pytest.fixture
def exercise(run: Session) -> Any:
    """An exercise that is due a day after the session and closes two days later."""
    version, *_others = library.load("ukraine-hts")
    planning.plan(
        run,
        version.exercise.ref,
        due_local=datetime(2026, 3, 15, 20),
        closes_local=datetime(2026, 3, 17, 20),
    )
    return version.exercise


@pytest.fixture
def ada(run: Session, person: Callable[..., User]) -> User:
    return person("Ada Student", certificate_name="Dr Ada Łovelace", zone="Europe/Rome")


@pytest.fixture
def place(run: Session, ada: User, enrolled: Callable[..., Enrolment]) -> Enrolment:
    made = enrolled(run, ada)
    admission.ensure_admitted(made)
    return made


@pytest.fixture
def staff(person: Callable[..., User]) -> User:
    from courseplatform.people.roles import Role

    return person("Cora Coordinator", role=Role.COORDINATOR)


@pytest.fixture
def came(meetings: list[Webinar], staff: User) -> Callable[..., None]:
    """Return a function that has somebody come to the first meetings."""

    def come(person: User, *minutes: int) -> None:
        for meeting, length in zip(meetings, minutes, strict=False):
            state_minutes(meeting, person, length, actor=staff)

    return come


@pytest.fixture
def worked(exercise: Any) -> Callable[[User], None]:
    """Return a function that has somebody hand the exercise in."""

    def work(person: User) -> None:
        hand_in(begin(Allotment.objects.dated().get(member__person=person)))

    return work


@pytest.fixture
def certificate(place: Enrolment, meetings: list[Webinar]) -> Certificate:
    """Ada's certificate, issued as the sweep does it."""
    issued = issuing.issue(place, meetings)
    assert issued is not None
    return issued

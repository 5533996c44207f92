"""Two workers at once write each letter and each invitation once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courses.catalogue.courses import create_course
from courses.catalogue.models import Session
from courses.catalogue.sessions import create_session, publish_session
from courses.enrolment import enrolling, places
from courses.pricing.prices import set_price
from courses.webinars import scheduling
from courses.webinars.jobs import keep_calendars_right
from courses.webinars.models import Invitation, Webinar

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)


@pytest.fixture
def run() -> Session:
    """A session with one webinar and six people enrolled."""
    with clock.at(NOW):
        session = create_session(
            create_course("Race"),
            starts_local=datetime(2026, 3, 14, 10),
            ends_local=datetime(2026, 3, 14, 17),
            zone="UTC",
            capacity=10,
        )
        set_price(session, actor=None, currency="EUR", amount_minor=0)
        publish_session(session)
        for number in range(6):
            person = User.objects.create_user(f"racer{number}@example.org")
            place = places.hold_place(session, person, datetime(2026, 2, 3, tzinfo=UTC))
            places.confirm(place)
            enrolling.enrol(place, person)
        scheduling.schedule(
            session, title="Briefing", starts_local=datetime(2026, 2, 5, 18), minutes=60
        )
    return session


def sweep_at_once(workers: int = 4) -> list[BaseException]:
    barrier = threading.Barrier(workers)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            barrier.wait()
            with clock.at(NOW):
                while keep_calendars_right():
                    pass
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_everybody_is_welcomed_invited_and_told_once(run: Session) -> None:
    assert sweep_at_once() == []
    assert Letter.objects.filter(template="welcome").count() == 6
    with clock.at(NOW):
        scheduling.schedule(run, title="Added", starts_local=datetime(2026, 2, 6, 18), minutes=60)
        webinar = Webinar.objects.get(title="Briefing")
        scheduling.reschedule(webinar, datetime(2026, 2, 7, 18), 60, actor=None)
    assert sweep_at_once() == []
    assert Letter.objects.filter(template="webinar_added").count() == 6
    assert Letter.objects.filter(template="webinar_moved").count() == 6
    assert set(Invitation.objects.values_list("webinar__title", "sequence")) == {
        ("Added", 0),
        ("Briefing", 1),
    }

"""The letters of enrolment and orders: both parts tell the same facts."""

from datetime import UTC, datetime, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import Organiser
from courses.catalogue.sessions import cancel_session
from courses.enrolment import places, waiting
from courses.enrolment.jobs import move_up
from courses.orders import cancellation, giving
from courses.orders.jobs import called_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organiser(db):
    return Organiser.objects.create(
        pk=1, name="Meridian", email="desk@example.org", address="Via 1"
    )


@pytest.fixture
def ada(person):
    return person("Ada", zone="Europe/Rome")


def read(template):
    """Return a letter's subject, and its text after checking that the page says the same."""
    letter = Letter.objects.get(template=template)
    found = render(letter, Sender.current())
    page = found.html.replace("\u202f", " ").replace("&#x27;", "'")
    text = found.text.replace("\u202f", " ")
    for line in text.split("\n--\n")[0].splitlines():
        label, _, value = line.partition(": ")
        assert (value or label).strip().rstrip(":") in page, line
    return found.subject.replace("\u202f", " "), text


def test_an_offer_names_its_deadline_on_the_readers_clock(now, session, person, ada):
    one = session(capacity=1)
    held = places.hold_place(one, person(), now + timedelta(minutes=35))
    turn = waiting.join(one, ada)
    places.release(held)
    move_up()
    subject, text = read("waiting_offer")
    assert "Tuesday 3 February 2026, 10:00 Rome time" in subject
    assert "Saturday 14 March 2026, 10:00–17:00 Kyiv time" in text
    assert "09:00–16:00 for you" in text
    assert f"/waiting/{turn.ref}/" in text
    with clock.at(now + timedelta(days=2)):
        move_up()
    subject, text = read("waiting_lapsed")
    assert "has ended" in subject
    assert one.get_absolute_url() in text


def test_the_end_of_a_queue_says_why(now, session, person, ada):
    one = session(capacity=1)
    places.hold_place(one, person(), now + timedelta(minutes=35))
    waiting.join(one, ada)
    with clock.at(one.starts_at):
        move_up()
    subject, text = read("waiting_closed")
    assert "no place came free" in subject
    assert one.course.get_absolute_url() in text


def test_a_queue_that_ends_with_a_cancelled_session_says_so(now, session, person, ada):
    one = session(capacity=1)
    places.hold_place(one, person(), now + timedelta(minutes=35))
    waiting.join(one, ada)
    cancel_session(one, None)
    move_up()
    assert "was called off" in read("waiting_closed")[0]


def test_a_cancellation_tells_its_lines(now, session, ada, enrolled):
    seat = enrolled(session(), ada)
    later = datetime(2026, 3, 1, 9, tzinfo=UTC)
    cancellation.cancel(seat, actor=ada, now=later, expected_minor=15_000)
    _subject, text = read("place_cancelled")
    for piece in (
        "Paid for your place: € 300.00",
        "Kept under the cancellation terms: € 150.00",
        "Comes back to you: € 150.00",
        "€ 150.00 come back to you.",
    ):
        assert piece in text


def test_a_cancellation_that_gives_nothing_back_says_so(now, session, ada, enrolled):
    seat = enrolled(session(), ada)
    later = datetime(2026, 3, 12, 9, tzinfo=UTC)
    cancellation.cancel(seat, actor=ada, now=later, expected_minor=0)
    assert "Nothing comes back for it." in read("place_cancelled")[1]


def test_a_session_called_off_says_what_comes_back(now, session, ada, enrolled):
    one = session()
    enrolled(one, ada)
    cancel_session(one, None)
    called_off()
    subject, text = read("session_called_off")
    assert "called off" in subject
    assert "All of it comes back to you by itself: € 300.00." in text


def test_a_place_given_for_a_transfer_names_sum_and_last_day(now, session, ada, person):
    giving.enrol_by_hand(
        session(), ada, settlement=giving.Settlement.TRANSFER, actor=person(), now=now
    )
    _subject, text = read("place_given")
    assert "To be paid: € 300.00" in text
    assert "By: Monday 16 February 2026" in text

"""The letters of enrolment and orders: both parts tell the same facts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import Organiser, User
from courseplatform.reminders.dispatch import dispatch
from courseplatform.reminders.planning import plan
from courses.catalogue.sessions import cancel_session
from courses.enrolment import places, waiting
from courses.enrolment.declining import token_of
from courses.enrolment.jobs import move_up
from courses.orders import cancellation, giving
from courses.orders.jobs import called_off, release_unpaid
from courses.orders.moving import reckon_move
from courses.payment import moving

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
    assert f"/waiting/declining/{token_of(turn)}/" in text
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


def moved(seat, target, **choices):
    boss = User.objects.create_user("boss@example.org")
    now = clock.now()
    found = reckon_move(seat, target, now, by_staff=True, **choices).moved
    return moving.move_by_staff(
        seat, target, actor=boss, shown=(found.due_minor, found.back_minor), now=now, **choices
    )


def test_a_move_tells_the_new_dates_and_every_sum(now, session, ada, enrolled):
    seat = enrolled(session(), ada)
    cheap = session(starts_local=datetime(2026, 5, 16, 10), price={"amount_minor": 20_000})
    order = moved(seat, cheap)
    subject, text = read("place_moved")
    assert "has moved" in subject
    for piece in (
        "The old session, of Saturday 14 March 2026",
        "Saturday 16 May 2026, 10:00–17:00 Kyiv time",
        "09:00–16:00 for you",
        "Price of the new place: € 200.00",
        "Carried over: € 200.00",
        "Comes back to you: € 100.00",
        order.number,
    ):
        assert piece in " ".join(text.split()), piece


def test_a_debt_is_told_before_its_day_and_after_it_with_what_happens_then(now, session, ada):
    boss = User.objects.create_user("boss@example.org")
    giving.enrol_by_hand(
        session(),
        ada,
        settlement=giving.Settlement.TRANSFER,
        actor=boss,
        now=now,
        pay_by_on=date(2026, 2, 16),
        release_unpaid=True,
    )
    for day, template in ((13, "payment_due"), (17, "payment_overdue")):
        with clock.at(datetime(2026, 2, day, 12, tzinfo=UTC)):
            plan()
            dispatch()
        subject, text = read(template)
        assert "€ 300.00" in text
        assert "16 February 2026" in text
    assert "not paid yet" in subject
    assert (
        "On Friday 20 February 2026, 09:00 Rome time (UTC+01:00) the place goes back."
        in " ".join(text.split())
    )
    with clock.at(datetime(2026, 2, 20, 8, tzinfo=UTC)):
        assert release_unpaid() == 1
    assert "went back" in read("place_unpaid")[0]


def test_who_may_choose_is_told_until_when_and_how_to_take_the_money(now, session, ada, enrolled):
    seat = enrolled(session(), ada)
    until = now + timedelta(days=7)
    cancel_session(seat.session, None, choice_until_at=until)
    plan()
    dispatch()
    _subject, text = read("session_called_off_choice")
    flat = " ".join(text.split())
    assert "Until Monday 9 February 2026, 10:00 Rome time (UTC+01:00) you can move" in flat
    assert f"/enrolments/{seat.ref}/transfer/" in text
    assert f"/enrolments/{seat.ref}/cancellation/" in text

"""What enrolment and orders tell a person about themselves, and what they forget."""

from datetime import timedelta

import pytest

from courseplatform.kit import clock
from courses.enrolment import places, waiting
from courses.enrolment.models import Place
from courses.enrolment.privacy import PERSONAL as ENROLMENT
from courses.orders import cancellation
from courses.orders.models import OrderBilling, RefundOwed
from courses.orders.privacy import PERSONAL as ORDERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(person):
    return person("Ada")


def test_a_person_gets_their_own_rows_and_nobody_elses(now, session, ada, person, enrolled):
    one = session()
    seat = enrolled(one, ada)
    enrolled(one, person())
    (course,) = ENROLMENT.export(ada)
    assert (course["alias"], course["state"]) == (seat.alias, "active")
    (order,) = ORDERS.export(ada)
    assert order["billing"]["name"] == "Ada Payer"
    assert [line["amount_minor"] for line in order["payments"]] == [30_000]
    assert order["lines"] == ["Place"]


def test_turns_in_queues_are_told_too(now, session, ada, person):
    one = session(capacity=1)
    places.hold_place(one, person(), now + timedelta(minutes=35))
    waiting.join(one, ada)
    (turn,) = ENROLMENT.export(ada)
    assert turn["state"] == "waiting"


def test_what_is_to_come_blocks_until_it_is_over(now, session, ada, enrolled):
    seat = enrolled(session(), ada)
    (sentence,) = ENROLMENT.blockers(ada)
    assert "Cancel it first" in sentence
    with clock.at(seat.session.ends_at):
        assert ENROLMENT.blockers(ada) == []


def test_a_place_being_paid_for_blocks_and_an_offer_does_not(now, session, ada, person):
    one, two = session(), session(capacity=1)
    places.hold_place(one, ada, now + timedelta(minutes=35))
    (sentence,) = ENROLMENT.blockers(ada)
    assert "Let it go first" in sentence
    places.release(Place.objects.get())
    held = places.hold_place(two, person(), now + timedelta(minutes=35))
    waiting.join(two, ada)
    places.release(held)
    turn = waiting.offer_next(two)
    assert ENROLMENT.blockers(ada) == []
    ENROLMENT.erase(ada, now)
    turn.refresh_from_db()
    assert turn.state == "declined"


def test_a_refund_on_its_way_blocks(now, session, ada, enrolled):
    seat = enrolled(session(), ada)
    cancellation.cancel(seat, actor=ada, now=now, expected_minor=30_000)
    (sentence,) = ORDERS.blockers(ada)
    assert "on its way" in sentence
    RefundOwed.objects.update(state="settled", settled_at=now)
    assert ORDERS.blockers(ada) == []


def test_erasing_empties_the_bill_and_keeps_the_sums(now, session, ada, person, enrolled):
    one = session()
    enrolled(one, ada)
    enrolled(one, person())
    (kept,) = ORDERS.erase(ada, now)
    assert "without your name" in kept
    mine = OrderBilling.objects.get(order__buyer=ada)
    assert (mine.name, mine.country, mine.order.total_minor) == ("", "", 30_000)
    assert OrderBilling.objects.exclude(order__buyer=ada).get().name == "Ada Payer"

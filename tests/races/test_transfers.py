"""Races of moving places: two ways at once, against a cancellation, a buyer, the organiser, an offer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db.models import Sum

from courseplatform.kit import clock
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.catalogue.sessions import cancel_session, create_session, publish_session
from courses.enrolment import enrolling, places, waiting
from courses.enrolment.jobs import move_up
from courses.enrolment.models import LIVE, Enrolment, Place
from courses.orders import cancellation
from courses.orders.balance import balance
from courses.orders.billing import Billing
from courses.orders.calling_off import give_back
from courses.orders.ledger import post
from courses.orders.models import EntryKind, EntrySource, LedgerEntry, Order, RefundOwed
from courses.orders.opening import open_order
from courses.orders.terms import Accepted
from courses.orders.transfers import PlaceTransfer
from courses.payment import moving
from courses.pricing.prices import set_price
from courses.pricing.quote import Buyer, quote
from tests.races.test_places import NOW, UNTIL, kinds, make_session, people, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AGREED = Accepted(pages=(), at=NOW, withdrawal_waived=True)


def sibling(session: Session, capacity: int, *, day: int = 16, price: int = 10_000) -> Session:
    """Return another published session of the same course."""
    with clock.at(NOW):
        made = create_session(
            session.course,
            starts_local=datetime(2026, 5, day, 10),
            ends_local=datetime(2026, 5, day, 17),
            zone="UTC",
            capacity=capacity,
        )
        set_price(made, actor=None, currency="EUR", amount_minor=price)
        publish_session(made)
    return made


def seated(session: Session, person: User) -> Enrolment:
    """Return a paid enrolment."""
    with clock.at(NOW):
        place = places.hold_place(session, person, UNTIL)
        order = open_order(
            quote=quote(session.prices.terms(), NOW),
            session=session,
            buyer=person,
            place=place,
            billing=Billing(buyer=Buyer.PERSON, name="Racer"),
            accepted=AGREED,
            now=NOW,
        )
        post(
            order,
            EntryKind.CHARGE,
            order.total_minor,
            provider="stripe",
            provider_object_id=f"pi_{order.ref}",
            occurred_at=NOW,
            source=EntrySource.WEBHOOK,
        )
        places.confirm(place)
        return enrolling.enrol(place, person)


def mover(seat: Enrolment, target: Session) -> Callable[[], object]:
    """Return the press of "Move my place", from a page and rows of its own."""

    def press() -> object:
        fresh = Enrolment.objects.select_related("session", "place", "person").get(pk=seat.pk)
        return moving.move(
            fresh,
            Session.objects.select_related("course").get(pk=target.pk),
            actor=fresh.person,
            accepted=AGREED,
            shown=(0, 0),
            now=NOW,
        )

    return press


def all_is_right(*sessions: Session) -> None:
    """Counters, places, enrolments and money agree, whoever won."""
    for session in sessions:
        session.refresh_from_db()
        live = Place.objects.filter(session=session, state__in=LIVE).count()
        assert session.taken == live <= session.capacity
    for place in Place.objects.filter(state="confirmed"):
        assert place.enrolments.filter(state="active").count() == 1
    total = LedgerEntry.objects.exclude(kind="fee").aggregate(sum=Sum("amount_minor"))["sum"]
    charged = LedgerEntry.objects.filter(kind="charge").aggregate(sum=Sum("amount_minor"))["sum"]
    assert total == charged
    for order in Order.objects.all():
        money = balance(order)
        assert money.kept_minor >= 0
        assert money.promised_minor <= money.kept_minor
    assert not PlaceTransfer.objects.filter(state="open").exists()


def test_many_want_the_last_place_and_one_moves() -> None:
    march = make_session(12)
    may = sibling(march, 1)
    seats = [seated(march, person) for person in people(10)]
    found = race(*[mover(seat, may) for seat in seats])
    assert kinds(found) == {"Purchase": 1, "session-full": 9}
    all_is_right(march, may)
    assert march.taken == 9


def test_a_mover_and_buyers_want_the_last_place() -> None:
    march = make_session(3)
    may = sibling(march, 1)
    ada, *others = people(8)
    seat = seated(march, ada)
    acts = [lambda p=p: places.hold_place(may, p, UNTIL) for p in others]
    found = race(mover(seat, may), *acts)
    winners = kinds(found)
    assert winners["Place"] + winners["Purchase"] == 1
    assert winners["session-full"] == 7
    may.refresh_from_db()
    assert may.taken == 1


def test_one_person_who_presses_ten_times_moves_once() -> None:
    march = make_session(3)
    may = sibling(march, 5)
    seat = seated(march, people(1)[0])
    found = kinds(race(*[mover(seat, may)] * 10))
    assert found["Purchase"] == 1
    assert set(found) <= {"Purchase", "not-enrolled", "transfer-open", "has-place"}
    all_is_right(march, may)
    assert PlaceTransfer.objects.filter(state="done").count() == 1


def test_two_who_change_places_the_other_way_round_do_not_lock_each_other() -> None:
    march = make_session(8)
    may = sibling(march, 8)
    crowd = people(8)
    there = [seated(march, person) for person in crowd[:4]]
    back = [seated(may, person) for person in crowd[4:]]
    acts = [mover(seat, may) for seat in there] + [mover(seat, march) for seat in back]
    assert kinds(race(*acts)) == {"Purchase": 8}
    all_is_right(march, may)


def test_moving_and_cancelling_at_once_has_one_end() -> None:
    for number in range(4):
        march = make_session(3)
        may = sibling(march, 3)
        person = User.objects.create_user(f"both{number}@example.org")
        seat = seated(march, person)

        def cancel(seat: Enrolment = seat, person: User = person) -> object:
            fresh = Enrolment.objects.select_related("session", "place").get(pk=seat.pk)
            return cancellation.cancel(fresh, actor=person, now=NOW, expected_minor=10_000)

        found = kinds(race(mover(seat, may), cancel))
        assert found["Purchase"] + found["Cancellation"] == 1
        all_is_right(march, may)
        owed = RefundOwed.objects.filter(order__buyer=person).count()
        assert owed == found["Cancellation"]


def test_moving_and_calling_off_at_once_has_one_end_for_each() -> None:
    march = make_session(6)
    may = sibling(march, 6)
    seats = [seated(march, person) for person in people(6)]

    def organiser() -> object:
        cancel_session(Session.objects.get(pk=march.pk), None)
        return sum(give_back(NOW) for _ in range(4))

    race(*[mover(seat, may) for seat in seats], organiser)
    with clock.at(NOW):
        while give_back(NOW):
            pass
    all_is_right(march, may)
    moved = Enrolment.objects.filter(session=may, state="active").count()
    assert march.taken == 0
    assert RefundOwed.objects.count() == 6 - moved


def test_an_offer_and_a_mover_want_the_same_place() -> None:
    march = make_session(3)
    may = sibling(march, 1)
    ada, ben, cleo = people(3)
    seat = seated(march, ada)
    with clock.at(NOW):
        held = places.hold_place(may, cleo, UNTIL)
        waiting.join(may, ben)
    found = race(mover(seat, may), lambda: places.release(held), move_up, move_up)
    with clock.at(NOW):
        move_up()
    assert "session-full" in kinds(found)  # nobody passes those who wait
    may.refresh_from_db()
    assert may.taken == 1
    turn = waiting.turn(may, ben)
    assert turn is not None
    assert turn.state == "offered"
    assert turn.offer_until is not None
    assert turn.offer_until > NOW + timedelta(hours=1)

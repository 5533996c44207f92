"""Races for places: real threads, real connections, real PostgreSQL."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courses.catalogue.courses import create_course
from courses.catalogue.models import Session
from courses.catalogue.sessions import create_session, publish_session, resize
from courses.enrolment import aliases, enrolling, places, seats, waiting
from courses.enrolment.jobs import move_up
from courses.enrolment.models import LIVE, Enrolment, Place, Waiting
from courses.orders.billing import Billing
from courses.orders.ledger import post
from courses.orders.models import EntryKind, EntrySource, LedgerEntry
from courses.orders.opening import open_order
from courses.orders.terms import Accepted
from courses.pricing.prices import set_price
from courses.pricing.quote import Buyer, quote

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)
UNTIL = NOW + timedelta(minutes=35)


def make_session(capacity: int) -> Session:
    with clock.at(NOW):
        session = create_session(
            create_course("Race"),
            starts_local=datetime(2026, 3, 14, 10),
            ends_local=datetime(2026, 3, 14, 17),
            zone="UTC",
            capacity=capacity,
        )
        set_price(session, actor=None, currency="EUR", amount_minor=10_000)
        publish_session(session)
    return session


def people(number: int) -> list[User]:
    return [User.objects.create_user(f"racer{n}@example.org") for n in range(number)]


def race(*acts: Callable[[], object]) -> list[object]:
    """Run every act in a thread of its own, all at once; return results or exceptions."""
    barrier = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(index: int) -> None:
        try:
            with clock.at(NOW):
                barrier.wait(timeout=20)
                found[index] = acts[index]()
        except Exception as error:
            found[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def kinds(found: list[object]) -> Counter[str]:
    return Counter(
        error.code if isinstance(error, Refusal) else type(error).__name__ for error in found
    )


def live(session: Session) -> tuple[int, int]:
    session.refresh_from_db()
    return session.taken, Place.objects.filter(session=session, state__in=LIVE).count()


def test_forty_threads_for_five_places_are_five_holders() -> None:
    session, buyers = make_session(5), people(40)
    found = race(*[lambda b=b: places.hold_place(session, b, UNTIL) for b in buyers])
    assert kinds(found) == {"Place": 5, "session-full": 35}
    assert live(session) == (5, 5)


def test_one_person_who_clicks_ten_times_has_one_place() -> None:
    session, (ada,) = make_session(5), people(1)
    found = race(*[lambda: places.hold_place(session, ada, UNTIL) for _ in range(10)])
    assert kinds(found) == {"Place": 1, "has-place": 9}
    assert live(session) == (1, 1)


def test_the_counter_is_right_after_holds_releases_confirmations_and_recounts() -> None:
    session, buyers = make_session(6), people(24)

    def live_through(buyer: User) -> None:
        dice = random.Random(buyer.pk)
        for _ in range(3):
            try:
                place = places.hold_place(session, buyer, UNTIL)
            except Refusal:
                continue
            if dice.random() < 0.6:
                places.release(place)
            else:
                places.confirm(place)
                enrolling.enrol(place, buyer)
                if dice.random() < 0.5:
                    places.cancel(place)
                return

    acts = [lambda b=b: live_through(b) for b in buyers]
    acts += [lambda: seats.recount(session.pk)] * 4
    found = race(*acts)
    assert not [error for error in found if isinstance(error, Exception)]
    taken, counted = live(session)
    assert taken == counted <= 6
    assert seats.recount(session.pk) == 0


def test_a_place_released_by_many_is_given_back_once() -> None:
    session, (ada,) = make_session(2), people(1)
    with clock.at(NOW):
        place = places.hold_place(session, ada, UNTIL)
    refs = [Place.objects.get(pk=place.pk) for _ in range(8)]
    found = race(*[lambda p=p: places.release(p) for p in refs])
    assert Counter(found) == {True: 1, False: 7}
    assert live(session) == (0, 0)


def test_confirming_and_releasing_at_once_has_one_winner() -> None:
    for _ in range(5):
        session, buyers = make_session(1), User.objects.create_user(None)
        with clock.at(NOW):
            place = places.hold_place(session, buyers, UNTIL)
        one, two = Place.objects.get(pk=place.pk), Place.objects.get(pk=place.pk)
        confirmed, released = race(lambda p=one: places.confirm(p), lambda p=two: places.release(p))
        place.refresh_from_db()
        assert isinstance(confirmed, Refusal) is (released is True)
        assert place.state == ("released" if released else "confirmed")
        taken, counted = live(session)
        assert taken == counted == (0 if released else 1)


def test_the_waiting_list_and_passers_by_want_the_same_places() -> None:
    session, crowd = make_session(1), people(21)
    with clock.at(NOW):
        places.hold_place(session, crowd[0], UNTIL)
        for person in crowd[1:6]:
            waiting.join(session, person)
        resize(session, 4)
    acts = [lambda b=b: places.hold_place(session, b, UNTIL) for b in crowd[6:]]
    found = race(*acts, *[move_up] * 5)
    assert not [
        error for error in found if isinstance(error, Exception) and not isinstance(error, Refusal)
    ]
    assert live(session) == (4, 4)
    offered = Waiting.objects.filter(state="offered").order_by("queued_at", "pk")
    assert [turn.person_id for turn in offered] == [person.pk for person in crowd[1:4]]


def test_an_offer_taken_up_and_declined_at_once_has_one_end() -> None:
    session, (ada, ben) = make_session(1), people(2)
    with clock.at(NOW):
        held = places.hold_place(session, ada, UNTIL)
        turn = waiting.join(session, ben)
        places.release(held)
        assert move_up() == 1
    turn.refresh_from_db()
    taken_up, declined = race(
        lambda: places.hold_place(session, ben, UNTIL), lambda: waiting.leave(turn)
    )
    turn.refresh_from_db()
    assert turn.state in {"held", "declined"}
    if turn.state == "held":
        assert isinstance(taken_up, Place)
        assert isinstance(declined, Refusal)
        assert live(session) == (1, 1)
    else:
        assert declined is None
        taken, counted = live(session)
        assert taken == counted


def test_ten_threads_enrol_ten_people_under_ten_names() -> None:
    session, buyers = make_session(10), people(10)
    with clock.at(NOW):
        held = [places.hold_place(session, buyer, UNTIL) for buyer in buyers]
        for place in held:
            places.confirm(place)
    found = race(
        *[lambda p=p, b=b: enrolling.enrol(p, b) for p, b in zip(held, buyers, strict=True)]
    )
    assert kinds(found) == {"Enrolment": 10}
    assert Enrolment.objects.values("alias").distinct().count() == 10


def test_people_who_draw_the_same_name_draw_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aliases, "BIRDS", ("Heron",))
    session, buyers = make_session(4), people(4)
    with clock.at(NOW):
        held = [places.hold_place(session, buyer, UNTIL) for buyer in buyers]
        for place in held:
            places.confirm(place)
    found = race(
        *[lambda p=p, b=b: enrolling.enrol(p, b) for p, b in zip(held, buyers, strict=True)]
    )
    assert kinds(found) == {"Enrolment": 4}
    names = Enrolment.objects.values_list("alias", flat=True)
    assert sorted(names) == ["Heron 2", "Heron 3", "Heron 4", "Heron 5"]


def test_one_place_enrolled_by_many_is_one_enrolment() -> None:
    session, (ada,) = make_session(1), people(1)
    with clock.at(NOW):
        place = places.hold_place(session, ada, UNTIL)
        places.confirm(place)
    found = race(*[lambda: enrolling.enrol(place, ada) for _ in range(6)])
    assert len({getattr(one, "pk", one) for one in found}) == 1
    assert Enrolment.objects.count() == 1


def test_one_charge_reported_by_many_is_one_entry() -> None:
    session, (ada,) = make_session(1), people(1)
    with clock.at(NOW):
        order = open_order(
            quote=quote(session.prices.terms(), NOW),
            session=session,
            buyer=ada,
            place=places.hold_place(session, ada, UNTIL),
            billing=Billing(buyer=Buyer.PERSON, name="Ada"),
            accepted=Accepted(pages=(), at=NOW),
            now=NOW,
        )

    def report() -> bool:
        return post(
            order,
            EntryKind.CHARGE,
            10_000,
            provider="stripe",
            provider_object_id="pi_1",
            occurred_at=NOW,
            source=EntrySource.WEBHOOK,
        )

    assert Counter(race(*[report] * 8)) == {True: 1, False: 7}
    assert LedgerEntry.objects.count() == 1

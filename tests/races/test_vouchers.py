"""Races for vouchers: uses, kept places, and the hold that is given back at the same moment."""

from __future__ import annotations

from datetime import datetime

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courses.enrolment import places, reserves, seats
from courses.enrolment.models import Place, Reserve
from courses.pricing import vouchers
from courses.pricing.models import Voucher
from courses.pricing.vouchers import Promise
from tests.races.test_places import NOW, UNTIL, kinds, live, make_session, people, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def voucher(**promise: object) -> Voucher:
    with clock.at(NOW):
        return vouchers.make(Promise(share_bp=5_000, **promise), actor=None)  # type: ignore[arg-type]


def counted(one: Voucher) -> tuple[int, int]:
    """Return the uses counted and the live places that were had with a voucher."""
    one.refresh_from_db()
    return one.used, Place.objects.filter(voucher=one, state__in=["held", "confirmed"]).count()


def test_five_uses_are_five_bookings_however_many_press_at_once() -> None:
    session, crowd, five = make_session(30), people(25), voucher(uses=5)
    found = race(*[lambda p=p: places.hold_place(session, p, UNTIL, voucher=five) for p in crowd])
    assert kinds(found) == {"Place": 5, "voucher-used-up": 20}
    assert counted(five) == (5, 5)
    assert live(session) == (5, 5)


def test_one_use_in_two_sessions_is_one_booking() -> None:
    first, second = make_session(5), make_session(5)
    crowd, single = people(12), voucher()
    acts = [
        lambda s=s, p=p: places.hold_place(s, p, UNTIL, voucher=single)
        for p, s in zip(crowd, [first, second] * 6, strict=True)
    ]
    assert kinds(race(*acts))["Place"] == 1
    assert counted(single) == (1, 1)


def test_a_use_given_back_by_many_is_given_back_once() -> None:
    session, (ada,), three = make_session(5), people(1), voucher(uses=3)
    with clock.at(NOW):
        place = places.hold_place(session, ada, UNTIL, voucher=three)
    copies = [Place.objects.get(pk=place.pk) for _ in range(8)]
    found = race(*[lambda p=p: places.release(p) for p in copies])
    assert found.count(True) == 1
    assert counted(three) == (0, 0)


def test_holds_come_and_go_and_the_counters_stay_right() -> None:
    session, crowd = make_session(8), people(24)
    promise = Promise(share_bp=5_000, uses=6, session=session)
    with clock.at(NOW):
        (kept,) = reserves.make_vouchers(promise, actor=None, kept_places=4)

    def live_through(person: object, number: int) -> None:
        for _ in range(3):
            try:
                with_it = kept if number % 2 else None
                place = places.hold_place(session, person, UNTIL, voucher=with_it)  # type: ignore[arg-type]
            except Refusal:
                continue
            if number % 3:
                places.release(place)
            else:
                places.confirm(place)
                if number % 4 == 0:
                    places.cancel(place)
                return

    acts = [lambda p=p, n=n: live_through(p, n) for n, p in enumerate(crowd)]
    found = race(*acts, *[lambda: seats.recount(session.pk)] * 4)
    assert not [error for error in found if isinstance(error, Exception)]
    used, having = counted(kept)
    assert used == having <= 6
    reserve = Reserve.objects.get()
    session.refresh_from_db()
    taken = Place.objects.filter(session=session, state__in=["held", "confirmed"]).count()
    assert session.taken == taken + reserve.left <= 8
    from_reserve = Place.objects.filter(from_reserve=True, state__in=["held", "confirmed"]).count()
    assert reserve.left + from_reserve == 4
    assert seats.recount(session.pk) == 0


def test_kept_places_and_the_last_free_one_are_not_sold_twice() -> None:
    session, crowd = make_session(3), people(20)
    promise = Promise(share_bp=5_000, uses=10, session=session)
    with clock.at(NOW):
        (kept,) = reserves.make_vouchers(promise, actor=None, kept_places=2)
    acts = [
        lambda p=p, v=v: places.hold_place(session, p, UNTIL, voucher=v)
        for p, v in zip(crowd, [kept, None] * 10, strict=True)
    ]
    found = race(*acts)
    assert kinds(found) == {"Place": 3, "session-full": 17}
    session.refresh_from_db()
    assert session.taken == 3
    assert counted(kept)[0] == counted(kept)[1] >= 2


@pytest.mark.parametrize("_again", range(4))
def test_a_reserve_that_ends_while_it_is_drawn_from_loses_no_place(_again: int) -> None:
    session, crowd = make_session(4), people(4)
    promise = Promise(share_bp=5_000, uses=9, session=session)
    with clock.at(NOW):
        (kept,) = reserves.make_vouchers(promise, actor=None, kept_places=3)
    Voucher.objects.filter(pk=kept.pk).update(valid_until_on=datetime(2026, 2, 1).date())
    acts = [lambda p=p: places.hold_place(session, p, UNTIL, voucher=kept) for p in crowd]
    found = race(*acts, lambda: reserves.end_over(NOW), lambda: reserves.end_over(NOW))
    assert kinds(found)["Place"] == 4
    with clock.at(NOW):
        reserves.end_over(NOW)
    session.refresh_from_db()
    assert session.taken == 4
    assert not Reserve.objects.filter(state="kept").exists()


def test_two_batches_want_the_same_free_places() -> None:
    session = make_session(5)
    promise = Promise(share_bp=5_000, uses=3, session=session)

    def keep() -> object:
        return reserves.make_vouchers(promise, actor=None, kept_places=3)

    assert kinds(race(keep, keep)) == {"list": 1, "too-few-free": 1}
    session.refresh_from_db()
    assert session.taken == 3
    assert Voucher.objects.count() == 1

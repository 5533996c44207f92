"""Places with vouchers: the use and the kept seat come and go with the place."""

from datetime import date, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courses.catalogue.sessions import cancel_session
from courses.enrolment import enrolling, places, reserves, seats, waiting
from courses.enrolment.jobs import move_up
from courses.enrolment.models import Place, PlaceState, Reserve
from courses.pricing.models import Voucher
from courses.pricing.vouchers import Promise, make, revoke

pytestmark = pytest.mark.django_db
HOLD = timedelta(minutes=35)


@pytest.fixture
def half(now):
    return make(Promise(share_bp=5_000, uses=2), actor=None)


def state(session, voucher):
    """Return how many places are taken, uses counted, and places still kept."""
    session.refresh_from_db()
    voucher.refresh_from_db()
    kept = Reserve.objects.filter(voucher=voucher).values_list("left", flat=True).first()
    return session.taken, voucher.used, kept


def kept_for(session, places_kept=2, uses=3):
    promise = Promise(share_bp=5_000, uses=uses, session=session)
    (voucher,) = reserves.make_vouchers(promise, actor=None, kept_places=places_kept)
    return voucher


def test_a_released_hold_gives_the_use_back(session, person, half, now):
    one = session()
    place = places.hold_place(one, person(), now + HOLD, voucher=half)
    assert state(one, half) == (1, 1, None)
    places.release(place)
    assert state(one, half) == (0, 0, None)
    assert not places.release(place)
    assert state(one, half) == (0, 0, None)


def test_a_cancelled_place_gives_the_use_back_and_a_revoked_one_does_not(
    session, person, half, now
):
    one = session()
    for ends_as, used in ((PlaceState.CANCELLED, 0), (PlaceState.REVOKED, 1)):
        place = places.hold_place(one, person(), now + HOLD, voucher=half)
        places.confirm(place)
        places.cancel(place, ends_as)
        assert state(one, half) == (0, used, None)


def test_there_is_no_use_more_than_the_voucher_has(session, person, half, now):
    one = session()
    for _ in range(2):
        places.hold_place(one, person(), now + HOLD, voucher=half)
    with pytest.raises(Refusal) as refused:
        places.hold_place(one, person(), now + HOLD, voucher=half)
    assert refused.value.code == "voucher-used-up"
    assert state(one, half) == (2, 2, None)


def test_a_late_payment_takes_the_use_again_or_not_at_all(session, person, now):
    one = session()
    single = make(Promise(share_bp=5_000), actor=None)
    late = places.hold_place(one, person(), now + HOLD, voucher=single)
    places.release(late)
    assert places.reclaim(late)
    assert state(one, single) == (1, 1, None)
    places.cancel(late)
    second = places.hold_place(one, person(), now + HOLD, voucher=single)
    places.release(second)
    places.hold_place(one, person(), now + HOLD, voucher=single)
    assert not places.reclaim(second)
    assert state(one, single) == (1, 1, None)
    assert second.state == PlaceState.RELEASED


def test_kept_places_count_and_nobody_else_can_book_them(session, person, now):
    one = session(capacity=3)
    voucher = kept_for(one)
    assert state(one, voucher) == (2, 0, 2)
    places.hold_place(one, person(), now + HOLD)
    with pytest.raises(Refusal) as refused:
        places.hold_place(one, person(), now + HOLD)
    assert refused.value.code == seats.FULL
    assert reserves.is_left(voucher)
    first = places.hold_place(one, person(), now + HOLD, voucher=voucher)
    places.hold_place(one, person(), now + HOLD, voucher=voucher)
    assert first.from_reserve
    assert state(one, voucher) == (3, 2, 0)
    assert not reserves.is_left(voucher)
    # The third use has no kept place any more, and the session is full.
    with pytest.raises(Refusal) as refused:
        places.hold_place(one, person(), now + HOLD, voucher=voucher)
    assert refused.value.code == seats.FULL
    assert state(one, voucher) == (3, 2, 0)


def test_a_kept_place_that_is_given_back_is_kept_again(session, person, now):
    one = session(capacity=3)
    voucher = kept_for(one)
    place = places.hold_place(one, person(), now + HOLD, voucher=voucher)
    places.release(place)
    assert state(one, voucher) == (2, 0, 2)
    place = places.hold_place(one, person(), now + HOLD, voucher=voucher)
    places.confirm(place)
    places.cancel(place)
    assert state(one, voucher) == (2, 0, 2)
    place = places.hold_place(one, person(), now + HOLD, voucher=voucher)
    places.release(place)
    assert places.reclaim(place)
    assert state(one, voucher) == (2, 1, 1)


def test_a_kept_place_passes_those_who_wait(session, person, now):
    one = session(capacity=2)
    voucher = kept_for(one, places_kept=1, uses=1)
    places.hold_place(one, person(), now + HOLD)
    waiting.join(one, person())
    assert places.hold_place(one, person(), now + HOLD, voucher=voucher).from_reserve


def test_an_offer_that_is_taken_up_with_a_kept_place_frees_one_of_the_two(session, person, now):
    one = session(capacity=2)
    voucher = kept_for(one, places_kept=1, uses=1)
    held = places.hold_place(one, person(), now + HOLD)
    ada, ben = person(), person()
    waiting.join(one, ada)
    waiting.join(one, ben)
    places.release(held)
    assert move_up() == 1
    assert state(one, voucher) == (2, 0, 1)
    place = places.hold_place(one, ada, now + HOLD, voucher=voucher)
    assert place.offer.state == "held"
    assert state(one, voucher) == (1, 1, 0)
    assert move_up() == 1  # the freed one goes to the next who waits
    places.release(place)
    assert state(one, voucher) == (2, 0, 1)


def test_places_are_kept_all_or_none(session, now):
    one = session(capacity=5)
    promise = Promise(share_bp=5_000, uses=2, session=one)
    with pytest.raises(Refusal) as refused:
        reserves.make_vouchers(promise, actor=None, number=3, batch="Spring", kept_places=2)
    assert refused.value.code == "too-few-free"
    assert Voucher.objects.count() == Reserve.objects.count() == 0
    one.refresh_from_db()
    assert one.taken == 0
    made = reserves.make_vouchers(promise, actor=None, number=2, batch="Spring", kept_places=2)
    assert [voucher.batch for voucher in made] == ["Spring", "Spring"]
    one.refresh_from_db()
    assert one.taken == 4


@pytest.mark.parametrize(
    ("changes", "kept", "code"),
    [({"session": None}, 1, "bad-reserve"), ({"uses": 1}, 2, "bad-reserve")],
)
def test_what_cannot_be_kept_is_refused(session, now, changes, kept, code):
    facts = {"share_bp": 5_000, "uses": 2, "session": session(), **changes}
    with pytest.raises(Refusal) as refused:
        reserves.make_vouchers(Promise(**facts), actor=None, kept_places=kept)
    assert refused.value.code == code


@pytest.mark.parametrize(("number", "code"), [(0, ""), (501, ""), (2, "CHOSEN")])
def test_a_number_that_cannot_be_made_is_refused(now, number, code):
    with pytest.raises(Refusal) as refused:
        reserves.make_vouchers(Promise(share_bp=1), actor=None, number=number, code=code)
    assert refused.value.code == "bad-number"


def test_what_is_kept_goes_back_when_the_voucher_is_over(session, person, now):
    one = session(capacity=4)
    revoked = kept_for(one, places_kept=2, uses=2)
    used = places.hold_place(one, person(), now + HOLD, voucher=revoked)
    dated = Promise(share_bp=100, session=one, valid_until_on=date(2026, 2, 2))
    reserves.make_vouchers(dated, actor=None, kept_places=1)
    assert reserves.end_over(now) == 0
    revoke(revoked, actor=person())
    assert reserves.end_over(now) == 1
    assert state(one, revoked) == (2, 1, 0)
    with clock.at(now + timedelta(days=1)):
        assert move_up() == 1
    one.refresh_from_db()
    assert one.taken == 1
    # A place of a reserve that has ended goes back to everybody.
    places.release(used)
    one.refresh_from_db()
    assert one.taken == 0


def test_what_is_kept_goes_back_when_the_session_takes_no_bookings(session, now):
    one = session(capacity=4)
    kept_for(one)
    cancel_session(one, None)
    assert move_up() == 1
    one.refresh_from_db()
    assert one.taken == 0


def test_a_recount_knows_kept_places(session, person, now):
    one = session()
    voucher = kept_for(one)
    places.hold_place(one, person(), now + HOLD, voucher=voucher)
    assert seats.recount(one.pk) == 0
    seats.give_back(one.pk)
    assert seats.recount(one.pk) == 1
    assert state(one, voucher) == (2, 1, 1)


def test_the_uses_are_the_places_that_are_live_or_were_revoked(session, person, half, now):
    one = session()
    place = places.hold_place(one, person(), now + HOLD, voucher=half)
    places.confirm(place)
    enrolling.enrol(place, place.holder)
    counted = Place.objects.filter(voucher=half, state__in=["held", "confirmed", "revoked"])
    half.refresh_from_db()
    assert half.used == counted.count() == 1

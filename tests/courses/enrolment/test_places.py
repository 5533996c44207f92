"""Holding, confirming and giving back a place."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courses.catalogue.sessions import cancel_session
from courses.enrolment import enrolling, places, seats
from courses.enrolment.models import EndReason, Place, PlaceState, Waiting, WaitingState

pytestmark = pytest.mark.django_db


def taken(session):
    session.refresh_from_db()
    return session.taken


def test_a_held_place_counts_at_once(now, session, person):
    one = session(capacity=2)
    place = places.hold_place(one, person(), now + timedelta(minutes=35))
    assert (place.state, place.held_until) == ("held", now + timedelta(minutes=35))
    assert taken(one) == 1


def test_the_place_after_the_last_is_refused_and_nothing_is_left_behind(now, session, person):
    one = session(capacity=1)
    places.hold_place(one, person(), now + timedelta(minutes=35))
    with pytest.raises(Refusal) as refused:
        places.hold_place(one, person(), now + timedelta(minutes=35))
    assert refused.value.code == "session-full"
    assert refused.value.next_url.endswith("#waiting-list")
    assert Place.objects.count() == taken(one) == 1


def test_nobody_has_two_places_in_a_session(now, session, person):
    one, ada = session(), person()
    places.hold_place(one, ada, now + timedelta(minutes=35))
    with pytest.raises(Refusal) as refused:
        places.hold_place(one, ada, now + timedelta(minutes=35))
    assert refused.value.code == "has-place"
    assert taken(one) == 1


def test_whoever_has_the_last_place_is_told_so_and_not_that_it_is_gone(now, session, person):
    one, ada = session(capacity=1), person()
    places.hold_place(one, ada, now + timedelta(minutes=35))
    with pytest.raises(Refusal) as refused:
        places.hold_place(one, ada, now + timedelta(minutes=35))
    assert refused.value.code == "has-place"


def test_a_place_is_written_first_and_counted_last(now, session, person):
    one = session()
    with transaction.atomic():
        hold = places.write_hold(one, person(), now + timedelta(minutes=35))
        assert (hold.is_counted, taken(one)) == (False, 0)
        hold.count()
    assert taken(one) == 1


def test_a_place_that_cannot_be_counted_leaves_nothing(now, session, person):
    one, ada = session(capacity=1), person()

    def hold_while_another_is_quicker():
        with transaction.atomic():
            hold = places.write_hold(one, ada, now + timedelta(minutes=35))
            type(one).objects.filter(pk=one.pk).update(taken=1)
            hold.count()

    with pytest.raises(Refusal, match="waiting list"):
        hold_while_another_is_quicker()
    assert Place.objects.count() == 0


def test_a_released_place_can_be_had_again(now, session, person):
    one, ada = session(capacity=1), person()
    place = places.hold_place(one, ada, now + timedelta(minutes=35))
    assert places.release(place) is True
    assert places.release(place) is False
    assert taken(one) == 0
    assert places.hold_place(one, ada, now + timedelta(minutes=35)).pk != place.pk


def test_a_confirmed_place_is_not_released(now, session, person):
    one = session()
    place = places.hold_place(one, person(), now + timedelta(minutes=35))
    places.confirm(place)
    assert places.release(place) is False
    assert (place.state, place.held_until, place.confirmed_at) == ("confirmed", None, now)
    assert taken(one) == 1


def test_a_released_place_is_not_confirmed(now, session, person):
    place = places.hold_place(session(), person(), now + timedelta(minutes=35))
    places.release(place)
    with pytest.raises(Refusal) as refused:
        places.confirm(place)
    assert refused.value.code == "place-not-held"


def test_late_money_gets_the_place_back_when_one_is_free(now, session, person):
    one = session(capacity=1)
    place = places.hold_place(one, person(), now + timedelta(minutes=35))
    places.release(place)
    assert places.reclaim(place) is True
    assert (place.state, taken(one)) == ("confirmed", 1)
    assert places.reclaim(place) is False


def test_late_money_finds_a_full_session(now, session, person):
    one = session(capacity=1)
    place = places.hold_place(one, person(), now + timedelta(minutes=35))
    places.release(place)
    places.hold_place(one, person(), now + timedelta(minutes=35))
    assert places.reclaim(place) is False
    assert (place.state, taken(one)) == ("released", 1)


def test_late_money_of_somebody_who_booked_again_is_no_second_place(now, session, person):
    one, ada = session(), person()
    place = places.hold_place(one, ada, now + timedelta(minutes=35))
    places.release(place)
    places.hold_place(one, ada, now + timedelta(minutes=35))
    assert places.reclaim(place) is False
    assert taken(one) == 1


def test_a_cancelled_place_gives_its_seat_back_once(now, session, person):
    one = session()
    place = places.hold_place(one, person(), now + timedelta(minutes=35))
    assert places.cancel(place) is False
    places.confirm(place)
    assert places.cancel(place, PlaceState.REVOKED) is True
    assert places.cancel(place) is False
    assert (place.state, taken(one)) == ("revoked", 0)


@pytest.mark.parametrize("day", [14, 15])
def test_nothing_is_held_in_a_session_that_has_begun_or_passed(now, session, person, day):
    one, ada = session(), person()
    later = datetime(2026, 3, day, 9, 0, tzinfo=UTC)
    with clock.at(later), pytest.raises(Refusal) as refused:
        places.hold_place(one, ada, later + timedelta(minutes=35))
    assert refused.value.code == "session-not-open"


def test_nothing_is_held_in_a_draft_or_a_cancelled_session(now, session, person):
    draft, called_off = session(publish=False), session()
    cancel_session(called_off, None)
    for one in (draft, called_off):
        with pytest.raises(Refusal) as refused:
            places.hold_place(one, person(), now + timedelta(minutes=35))
        assert refused.value.code == "session-not-open"


def test_nobody_passes_those_who_wait(now, session, person):
    one = session(capacity=1)
    Waiting.objects.create(session=one, person=person(), state=WaitingState.WAITING)
    with pytest.raises(Refusal) as refused:
        places.hold_place(one, person(), now + timedelta(minutes=35))
    assert refused.value.code == "session-full"


def test_the_database_itself_sells_no_place_twice(now, session, person):
    one = session(capacity=1)
    with pytest.raises(IntegrityError, match="no_more_places_taken"), transaction.atomic():
        type(one).objects.filter(pk=one.pk).update(taken=2)


def test_a_wrong_counter_is_counted_again(now, session, person):
    one = session()
    places.hold_place(one, person(), now + timedelta(minutes=35))
    type(one).objects.filter(pk=one.pk).update(taken=7)
    assert seats.recount(one.pk) == -6
    assert seats.recount(one.pk) == 0
    assert taken(one) == 1


def test_an_enrolment_needs_a_confirmed_place(now, session, person):
    ada = person()
    place = places.hold_place(session(), ada, now + timedelta(minutes=35))
    with pytest.raises(Refusal) as refused:
        enrolling.enrol(place, ada)
    assert refused.value.code == "place-not-confirmed"


def test_enrolling_twice_is_one_enrolment(now, session, person):
    ada = person()
    place = places.hold_place(session(), ada, now + timedelta(minutes=35))
    places.confirm(place)
    assert enrolling.enrol(place, ada) == enrolling.enrol(place, ada)
    with pytest.raises(Refusal) as refused:
        enrolling.enrol(place, person())
    assert refused.value.code == "place-in-use"


def test_an_ended_enrolment_leaves_the_place_to_somebody_else(now, session, person):
    ada, ben = person(), person()
    place = places.hold_place(session(), ada, now + timedelta(minutes=35))
    places.confirm(place)
    first = enrolling.enrol(place, ada)
    assert enrolling.end(first, EndReason.SWAPPED) is True
    assert enrolling.end(first, EndReason.CANCELLED) is False
    second = enrolling.enrol(place, ben)
    assert (first.state, first.ended_reason, second.alias != first.alias) == (
        "ended",
        "swapped",
        True,
    )


def test_nobody_is_enrolled_twice_in_a_session(now, session, person):
    one, ada = session(), person()
    for holder in (ada, person()):
        place = places.hold_place(one, holder, now + timedelta(minutes=35))
        places.confirm(place)
        if holder == ada:
            enrolling.enrol(place, ada)
    with pytest.raises(Refusal) as refused:
        enrolling.enrol(place, ada)
    assert refused.value.code == "already-enrolled"


def test_cover_names_stay_apart_in_a_large_session(now, session, person):
    one = session(capacity=60)
    names = set()
    for _ in range(50):
        somebody = person()
        place = places.hold_place(one, somebody, now + timedelta(minutes=35))
        places.confirm(place)
        names.add(enrolling.enrol(place, somebody).alias)
    assert len(names) == 50

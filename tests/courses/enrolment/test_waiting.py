"""The waiting list: in order, by offers that hold a place."""

from datetime import timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courses.catalogue.sessions import cancel_session, resize
from courses.enrolment import places, waiting
from courses.enrolment.jobs import move_up
from courses.enrolment.models import Waiting

pytestmark = pytest.mark.django_db
HOLD = timedelta(minutes=35)


@pytest.fixture
def full(now, session, person):
    """Return a session of one place that somebody holds, and that place."""
    one = session(capacity=1)
    return one, places.hold_place(one, person(), now + HOLD)


def taken(session):
    session.refresh_from_db()
    return session.taken


def test_one_waits_in_the_order_of_coming(now, full, person):
    one, _place = full
    turns = [waiting.join(one, person()) for _ in range(3)]
    assert [waiting.position(turn) for turn in turns] == [1, 2, 3]
    waiting.leave(turns[0])
    assert [waiting.position(turn) for turn in turns[1:]] == [1, 2]
    assert waiting.queue_length(one) == 2


def test_joining_twice_keeps_the_first_turn(now, full, person):
    one, _place = full
    ada = person()
    first = waiting.join(one, ada)
    waiting.join(one, person())
    assert waiting.join(one, ada) == first
    assert waiting.position(first) == 1


def test_one_does_not_wait_where_places_are_free(now, session, person):
    with pytest.raises(Refusal) as refused:
        waiting.join(session(), person())
    assert refused.value.code == "places-free"


def test_whoever_has_a_place_does_not_wait_for_one(now, full):
    one, place = full
    with pytest.raises(Refusal) as refused:
        waiting.join(one, place.holder)
    assert refused.value.code == "has-place"


def test_one_does_not_wait_for_what_is_over(now, full, person):
    one, _place = full
    with clock.at(one.starts_at), pytest.raises(Refusal) as refused:
        waiting.join(one, person())
    assert refused.value.code == "session-not-open"


def test_a_place_that_comes_free_is_offered_to_the_first(now, full, person, settle):
    one, place = full
    first, second = waiting.join(one, person(zone="Europe/Rome")), waiting.join(one, person())
    assert move_up() == 0
    places.release(place)
    assert move_up() == 1
    assert move_up() == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("offered", "waiting")
    assert (first.offered_at, first.offer_until) == (now, now + timedelta(days=1))
    assert (first.place.state, first.place.held_until) == ("held", first.offer_until)
    assert (first.place.holder, first.place.source) == (first.person, "offer")
    assert taken(one) == 1
    assert waiting.position(second) == 1
    letter = Letter.objects.get(key=f"waiting-offer:{first.ref}")
    assert letter.person == first.person
    assert letter.context["offer_until"] == first.offer_until.isoformat()
    assert letter.context["waiting_path"] == f"/waiting/{first.ref}/"


def test_an_offered_place_is_held_for_that_person_alone(now, full, person):
    one, place = full
    ada = person()
    turn = waiting.join(one, ada)
    places.release(place)
    move_up()
    with pytest.raises(Refusal) as refused:
        places.hold_place(one, person(), now + HOLD)
    assert refused.value.code == "session-full"
    taken_up = places.hold_place(one, ada, now + HOLD)
    turn.refresh_from_db()
    assert taken_up == turn.place
    assert (turn.state, taken_up.held_until, taken(one)) == ("held", now + HOLD, 1)


def test_a_declined_offer_goes_to_the_next(now, full, person):
    one, place = full
    first, second = waiting.join(one, person()), waiting.join(one, person())
    places.release(place)
    move_up()
    first.refresh_from_db()
    waiting.leave(first)
    assert (first.state, taken(one)) == ("declined", 0)
    assert move_up() == 1
    second.refresh_from_db()
    assert second.state == "offered"
    with pytest.raises(Refusal) as refused:
        waiting.leave(first)
    assert refused.value.code == "not-waiting"


def test_an_offer_that_nobody_took_goes_to_the_next_with_a_letter(now, full, person):
    one, place = full
    first, second = waiting.join(one, person()), waiting.join(one, person())
    places.release(place)
    move_up()
    with clock.at(now + timedelta(days=1) - timedelta(seconds=1)):
        assert move_up() == 0
    with clock.at(now + timedelta(days=1)):
        assert move_up() == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, taken(one)) == ("lapsed", "offered", 1)
    assert Letter.objects.filter(key=f"waiting-lapsed:{first.ref}").exists()
    with clock.at(now + timedelta(days=1)), pytest.raises(Refusal):
        places.hold_place(one, first.person, now + timedelta(days=2))


def test_an_offer_past_its_deadline_is_not_taken_up_even_before_the_sweep(now, full, person):
    one, place = full
    ada = person()
    waiting.join(one, ada)
    places.release(place)
    move_up()
    late = now + timedelta(days=1)
    with clock.at(late), pytest.raises(Refusal) as refused:
        places.hold_place(one, ada, late + HOLD)
    assert refused.value.code == "has-place"


def test_new_places_go_to_the_queue_first_and_then_to_anybody(now, full, person):
    one, _place = full
    turns = [waiting.join(one, person()) for _ in range(2)]
    resize(one, 5)
    with pytest.raises(Refusal):
        places.hold_place(one, person(), now + HOLD)
    assert move_up() == 2
    assert places.hold_place(one, person(), now + HOLD).state == "held"
    assert {turn.state for turn in Waiting.objects.all()} == {"offered"}
    assert len(turns) == 2
    assert taken(one) == 4


def test_in_the_last_hour_free_places_go_to_anybody(now, full, person):
    one, place = full
    waiting.join(one, person())
    places.release(place)
    late = one.starts_at - timedelta(minutes=50)
    with clock.at(late):
        assert move_up() == 0
        assert places.hold_place(one, person(), late + HOLD).state == "held"


def test_somebody_who_got_a_place_by_hand_loses_the_turn_not_the_others(now, full, person):
    one, place = full
    ada, ben = waiting.join(one, person()), waiting.join(one, person())
    resize(one, 2)
    places.take_place(one, ada.person, now + HOLD, source="staff", now=now)
    places.release(place)
    assert move_up() == 1
    ada.refresh_from_db()
    ben.refresh_from_db()
    assert (ada.state, ben.state) == ("left", "offered")


@pytest.mark.parametrize("how", ["begun", "called off"])
def test_a_queue_ends_with_its_session_and_says_so(now, full, person, how):
    one, _place = full
    turn = waiting.join(one, person())
    at = one.starts_at if how == "begun" else now
    if how == "called off":
        cancel_session(one, None)
    with clock.at(at):
        assert move_up() == 1
    turn.refresh_from_db()
    assert (turn.state, turn.settled_at) == ("left", at)
    letter = Letter.objects.get(key=f"waiting-closed:{turn.ref}")
    assert letter.context["called_off"] is (how == "called off")


def test_a_turn_is_seen_by_its_person_alone(now, full, person):
    one, _place = full
    turn = waiting.join(one, person())
    assert list(Waiting.objects.visible_to(turn.person)) == [turn]
    assert list(Waiting.objects.visible_to(person())) == []

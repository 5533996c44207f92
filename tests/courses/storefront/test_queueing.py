"""The pages of the waiting list, and of giving a place back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from courseplatform.kit import clock
from courses.enrolment import places, waiting
from courses.enrolment.models import Place, Waiting
from courses.orders import cancellation
from courses.orders.models import Cancellation, RefundOwed

pytestmark = pytest.mark.django_db
HOLD = timedelta(minutes=35)


@pytest.fixture
def ada(person):
    return person("Ada Bianchi", zone="Europe/Rome")


@pytest.fixture
def browser(ada, as_user):
    return as_user(ada)


@pytest.fixture
def full(now, told, session, person):
    one = session(capacity=1)
    return one, places.hold_place(one, person(), now + HOLD)


def text_of(answer):
    return " ".join(answer.content.decode().replace("\u202f", " ").split())


def test_joining_shows_the_turn(full, browser, person):
    one, _held = full
    waiting.join(one, person())
    answer = browser.post(f"{one.get_absolute_url()}waiting-list/", follow=True)
    text = text_of(answer)
    assert "You are number 2 on the waiting list" in text
    assert "2 people wait." in text
    assert "You are on the waiting list." in text
    page = text_of(browser.get(one.get_absolute_url()))
    assert "See your turn" in page
    assert "Join the waiting list" not in page


def test_a_session_with_free_places_needs_no_waiting(now, told, session, browser):
    one = session()
    answer = browser.post(f"{one.get_absolute_url()}waiting-list/")
    assert answer.status_code == 409
    assert "so you need not wait" in text_of(answer)


def test_who_comes_from_the_login_sees_the_session(full, browser):
    one, _held = full
    url = f"{one.get_absolute_url()}waiting-list/"
    assert Client().get(url).url == f"/accounts/login/?next={url}"
    assert browser.get(url).url == f"{one.get_absolute_url()}#waiting-list"
    assert Waiting.objects.count() == 0


def test_joining_without_end_is_slowed_down(full, browser):
    one, _held = full
    url = f"{one.get_absolute_url()}waiting-list/"
    answers = [browser.post(url).status_code for _ in range(21)]
    assert (set(answers[:20]), answers[20]) == ({302}, 429)
    assert Waiting.objects.count() == 1


def test_leaving_the_list(full, browser, ada):
    one, _held = full
    turn = waiting.join(one, ada)
    answer = browser.post(f"{turn.get_absolute_url()}leaving/", follow=True)
    assert "You left the waiting list." in text_of(answer)
    assert "You are no longer on the waiting list." in text_of(browser.get(turn.get_absolute_url()))
    again = browser.post(f"{turn.get_absolute_url()}leaving/")
    assert again.status_code == 409


def test_an_offer_shows_its_deadline_on_the_readers_clock_and_both_ways(full, browser, ada):
    one, held = full
    turn = waiting.join(one, ada)
    places.release(held)
    waiting.offer_next(one)
    text = text_of(browser.get(turn.get_absolute_url()))
    assert "A place is held for you" in text
    assert "Tue 3 Feb 2026, 10:00</time> Rome time" in text
    assert "Take the place" in text
    answer = browser.post(f"{turn.get_absolute_url()}leaving/", follow=True)
    assert "You turned the offer down." in text_of(answer)
    assert Place.objects.filter(state="held").count() == 0
    assert "You turned the offer down." in text_of(browser.get(turn.get_absolute_url()))


def test_an_offer_that_is_over_says_so_before_any_sweep(full, browser, ada, now):
    one, held = full
    turn = waiting.join(one, ada)
    places.release(held)
    waiting.offer_next(one)
    with clock.at(now + timedelta(days=2)):
        text = text_of(browser.get(turn.get_absolute_url()))
    assert "Your turn has ended" in text
    assert "Take the place" not in text


def test_a_turn_that_was_taken_leads_on(full, browser, ada, now):
    one, held = full
    turn = waiting.join(one, ada)
    places.release(held)
    waiting.offer_next(one)
    places.hold_place(one, ada, now + HOLD)
    assert "You took the place" in text_of(browser.get(turn.get_absolute_url()))


def test_a_turn_is_not_there_for_strangers(full, ada, person, as_user):
    one, _held = full
    turn = waiting.join(one, ada)
    stranger = as_user(person())
    assert stranger.get(turn.get_absolute_url()).status_code == 404
    assert stranger.post(f"{turn.get_absolute_url()}leaving/").status_code == 404
    turn.refresh_from_db()
    assert turn.state == "waiting"


@pytest.fixture
def seat(now, told, session, ada, enrolled):
    return enrolled(session(), ada)


def url(seat):
    return f"/enrolments/{seat.ref}/cancellation/"


def test_cancelling_shows_dates_and_sums_before_anything_happens(seat, browser):
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        text = text_of(browser.get(url(seat)))
    for piece in (
        "Cancel your place?",
        "Paid for your place",
        "€ 300.00",
        "−€ 150.00",
        "Comes back to you",
        "Until the end of Sat 28 Feb 2026: all back, € 300.00 (over)",
        "Until the end of Sat 7 Mar 2026: half back, € 150.00 (holds now)",
        "This sum holds until Sat 7 Mar 2026.",
        "Cancel my place, € 150.00 back",
    ):
        assert piece in text
    assert Cancellation.objects.count() == 0


def test_within_the_days_of_withdrawal_all_comes_back(seat, browser):
    text = text_of(browser.get(url(seat)))
    assert "You are within the 14 days of withdrawal" in text
    assert "Cancel my place, € 300.00 back" in text
    assert "holds now" not in text


def test_one_press_cancels_exactly_what_was_shown(seat, browser):
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        answer = browser.post(url(seat), {"refund_minor": "15000"}, follow=True)
        again = browser.post(url(seat), {"refund_minor": "15000"})
    text = text_of(answer)
    assert "Your place is cancelled." in text
    assert "This place is cancelled" in text
    assert again.status_code == 409
    assert RefundOwed.objects.get().amount_minor == 15_000


def test_a_sum_that_changed_meanwhile_is_shown_again(seat, browser):
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        answer = browser.post(url(seat), {"refund_minor": "30000"})
    text = text_of(answer)
    assert answer.status_code == 409
    assert "A deadline has passed since this page was opened" in text
    assert "Cancel my place, € 150.00 back" in text
    assert Cancellation.objects.count() == 0


@pytest.mark.parametrize("sent", [{}, {"refund_minor": "x"}, {"refund_minor": "-1"}])
def test_garbage_cancels_nothing(seat, browser, sent):
    answer = browser.post(url(seat), sent)
    assert answer.status_code == 200
    assert "Cancel my place, € 300.00 back" in text_of(answer)
    assert Cancellation.objects.count() == 0


def test_a_session_that_began_is_not_cancelled_here(seat, browser):
    with clock.at(seat.session.starts_at):
        answer = browser.get(url(seat))
    assert answer.status_code == 409
    assert "The session has begun" in text_of(answer)


def test_somebody_elses_place_is_not_there(seat, person, as_user):
    stranger = as_user(person())
    assert stranger.get(url(seat)).status_code == 404
    assert stranger.post(url(seat), {"refund_minor": "30000"}).status_code == 404
    assert Client().get(url(seat)).url.startswith("/accounts/login/")
    assert cancellation.offer(seat, datetime(2026, 2, 2, 9, tzinfo=UTC)).refund_minor == 30_000


def test_the_session_page_knows_who_has_a_place(seat, browser):
    text = text_of(browser.get(seat.session.get_absolute_url()))
    assert "You have a place in this session." in text
    assert seat.alias in text
    assert "Hold my place" not in text

"""The page of an order in each of its states, and what one can do there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from courseplatform.kit import clock
from courses.catalogue.models import Session
from courses.catalogue.sessions import cancel_session
from courses.enrolment import places
from courses.enrolment.models import Enrolment, Place
from courses.orders import calling_off, cancellation, giving, owing
from courses.orders.giving_back import order_of
from courses.orders.ledger import post
from courses.orders.models import LedgerEntry, Order, RefundOwed
from courses.orders.status import OrderState
from courses.payment.models import PaymentAttempt
from courses.storefront import order_words
from courses.storefront.order_page import order_page

pytestmark = pytest.mark.django_db
FORM = {
    "seat-buyer": "person",
    "seat-versions": "refunds:1,terms:2",
    "seat-name": "Ada Bianchi",
    "seat-country": "IT",
    "seat-terms": "on",
}


@pytest.fixture
def shop(now, sandbox, told):
    sandbox.control.clock_set(now)
    return sandbox.control


@pytest.fixture
def ada(person):
    return person("Ada Bianchi", zone="Europe/Rome")


@pytest.fixture
def browser(ada, as_user):
    return as_user(ada)


@pytest.fixture
def bought(shop, session, browser):
    """Return an order whose checkout is open, and its session at the provider."""
    browser.post(f"{session(capacity=2).get_absolute_url()}seat/", FORM)
    order = Order.objects.get()
    return order, PaymentAttempt.objects.get().checkout_id


def text_of(answer):
    return " ".join(answer.content.decode().replace("\u202f", " ").split())


def charge(order, now):
    post(
        order,
        "charge",
        order.total_minor,
        provider="stripe",
        provider_object_id=f"pi_{order.ref}",
        occurred_at=now,
        source="webhook",
    )


def test_a_held_place_says_until_when_and_what_next(bought, browser):
    order, _checkout = bought
    text = text_of(browser.get(order.get_absolute_url()))
    assert "Your place is held" in text
    assert "11:35</time> Kyiv time" in text
    assert "35 minutes left" in text
    assert "Go to payment" in text
    assert "Let it go" in text
    assert "€ 300.00" in text
    assert "Until the end of Sat 28 Feb 2026: all back" in text
    assert "until the end of Mon 16 Feb 2026 (14 days)" in text
    assert "hx-get" not in text.replace('"htmx-config"', "")


def test_an_order_is_not_there_for_strangers(bought, person, as_user):
    order, _checkout = bought
    stranger = as_user(person())
    for path in ("", "payment/", "release/"):
        url = f"{order.get_absolute_url()}{path}"
        answer = stranger.post(url) if path else stranger.get(url)
        assert answer.status_code == 404
        assert "Ada" not in answer.content.decode()
        anonymous = Client().post(url) if path else Client().get(url)
        assert anonymous.status_code == 302
        assert anonymous.url.startswith("/accounts/login/")


def test_nothing_is_changed_by_reading(bought, browser):
    order, _checkout = bought
    for path in ("payment/", "release/"):
        assert browser.get(f"{order.get_absolute_url()}{path}").status_code == 405
    assert Place.objects.get().state == "held"


def test_payment_leads_back_to_the_same_checkout(bought, browser, shop):
    order, _checkout = bought
    answer = browser.post(f"{order.get_absolute_url()}payment/")
    assert answer.url == PaymentAttempt.objects.get().checkout_url
    assert len(shop.objects("checkout.session")) == 1


def test_coming_back_paid_confirms_before_any_webhook(bought, browser, shop):
    order, checkout = bought
    shop.pay(checkout)
    text = text_of(browser.get(f"{order.get_absolute_url()}?checkout={checkout}"))
    assert "Place confirmed" in text
    enrolment = Enrolment.objects.get()
    assert enrolment.alias in text
    assert "Cancel your place" in text
    assert "Receipt" in text
    assert "/documents/" in text
    assert LedgerEntry.objects.filter(kind="charge").count() == 1
    browser.get(order.get_absolute_url())
    assert LedgerEntry.objects.filter(kind="charge").count() == 1


def test_while_the_answer_is_on_its_way_the_page_asks_again(bought, browser, shop):
    order, checkout = bought
    answer = browser.get(f"{order.get_absolute_url()}?checkout={checkout}")
    text = text_of(answer)
    assert "Your payment is being confirmed" in text
    assert 'hx-trigger="every 3s"' in text
    assert "Look again" in text
    part = browser.get(f"{order.get_absolute_url()}?checkout=1", headers={"HX-Request": "true"})
    assert part.status_code == 204


def test_the_part_stops_asking_once_it_is_confirmed(bought, browser, shop, now):
    order, checkout = bought
    shop.pay(checkout)
    with clock.at(now + timedelta(seconds=5)):
        part = browser.get(f"{order.get_absolute_url()}?checkout=1", headers={"HX-Request": "true"})
    text = text_of(part)
    assert text.startswith('<section class="sheet stack" id="order-state"')
    assert "Place confirmed" in text
    assert "<html" not in text
    assert "hx-trigger" not in part.content.decode()


def test_letting_go_gives_the_place_back(bought, browser, shop):
    order, _checkout = bought
    answer = browser.post(f"{order.get_absolute_url()}release/", follow=True)
    text = text_of(answer)
    assert "Your place was given back. Nothing is charged." in text
    assert "The hold has ended" in text
    assert "2 places are free." in text
    assert Place.objects.get().state == "released"
    assert {row["status"] for row in shop.objects("checkout.session")} == {"expired"}


def test_letting_go_of_what_was_paid_meanwhile_is_refused(bought, browser, shop):
    order, checkout = bought
    shop.pay(checkout)
    answer = browser.post(f"{order.get_absolute_url()}release/")
    assert answer.status_code == 409
    assert "Your payment came in meanwhile" in text_of(answer)
    assert Place.objects.get().state == "confirmed"


def test_a_hold_that_ended_offers_what_is_possible_now(bought, browser, shop, now, person):
    order, checkout = bought
    shop.expire(checkout)
    later = now + timedelta(minutes=40)
    with clock.at(later):
        assert "2 places are free." in text_of(browser.get(order.get_absolute_url()))
        for _ in range(2):
            places.hold_place(order.session, person(), later + timedelta(minutes=35))
        assert "there is a waiting list" in text_of(browser.get(order.get_absolute_url()))
        cancel_session(order.session, None)
        text = text_of(browser.get(order.get_absolute_url()))
        assert "This session takes no more bookings." in text
        assert "If you cancel" not in text


def test_paid_but_full_tells_the_refund(bought, browser, shop, now, person):
    order, checkout = bought
    places.release(Place.objects.get())
    for _ in range(2):
        places.hold_place(order.session, person(), now + timedelta(minutes=35))
    shop.pay(checkout)
    text = text_of(browser.get(f"{order.get_absolute_url()}?checkout=1"))
    assert "You paid, but the place was gone" in text
    assert "€ 300.00" in text
    assert "Under way, back the way it came." in text
    assert "Choose another session" in text
    assert Enrolment.objects.count() == 0


def test_a_declined_card_keeps_the_place(bought, browser):
    order, _checkout = bought
    PaymentAttempt.objects.update(state="failed", checkout_id="")
    text = text_of(browser.get(order.get_absolute_url()))
    assert "Your payment did not go through." in text
    assert "Go to payment" in text


def test_what_a_person_looks_at_says_so(bought, browser):
    order, _checkout = bought
    PaymentAttempt.objects.update(state="needs_review", checkout_id="")
    assert "A person is looking at your payment" in text_of(browser.get(order.get_absolute_url()))


def test_a_provider_that_is_away_is_told_and_nothing_breaks(bought, browser, shop, now):
    order, _checkout = bought
    shop.fault("error_500", "GET /v1/checkout/sessions*", times=20)
    with clock.at(now + timedelta(seconds=5)):
        answer = browser.get(order.get_absolute_url())
    assert answer.status_code == 200
    assert "does not answer just now" in text_of(answer)


def test_a_transfer_to_come_names_sum_and_last_day(now, told, session, ada, browser, person):
    giving.enrol_by_hand(
        session(), ada, settlement=giving.Settlement.TRANSFER, actor=person(), now=now
    )
    text = text_of(browser.get(Order.objects.get().get_absolute_url()))
    assert "Place confirmed" in text
    assert "Please transfer € 300.00 by Mon 16 Feb 2026." in text


def test_a_cancelled_order_keeps_its_lines(now, told, session, ada, browser, enrolled):
    seat = enrolled(session(), ada)
    half = datetime(2026, 3, 1, 9, tzinfo=UTC)
    cancellation.cancel(seat, actor=ada, now=half, expected_minor=15_000)
    url = order_of(seat.place).get_absolute_url()
    text = text_of(browser.get(url))
    for piece in (
        "This place is cancelled",
        "Kept under the cancellation terms",
        "−€ 150.00",
        "Comes back to you",
        "Under way, back the way it came.",
    ):
        assert piece in text
    RefundOwed.objects.update(state="settled", settled_at=now)
    assert "Sent back the way it came" in text_of(browser.get(url))


def test_a_session_called_off_is_told_on_the_order(
    now, told, session, ada, browser, enrolled, settle
):
    seat = enrolled(session(), ada)
    cancel_session(seat.session, None)
    calling_off.call_off(seat.place, now)
    text = text_of(browser.get(order_of(seat.place).get_absolute_url()))
    assert "The session was called off" in text


@pytest.mark.parametrize(
    ("state", "by_hand", "sentence"),
    [
        ("owed", False, "Under way"),
        ("submitted", False, "Under way"),
        ("settled", False, "Sent back the way"),
        ("failed", False, "Your bank did not take it"),
        ("dropped", False, "Withdrawn"),
        ("owed", True, "Goes back by transfer"),
        ("settled", True, "Sent back by transfer"),
    ],
)
def test_each_refund_says_how_far_it_is(state, by_hand, sentence):
    from courses.orders.wording import refund_sentence

    assert refund_sentence(state, by_hand=by_hand).startswith(sentence)


def test_a_refund_that_was_dropped_is_no_promise(now, told, session, ada, order):
    opened = order(session(), ada)
    charge(opened, now)
    debt = owing.owe(opened, 100, "full")
    places.release(Place.objects.get())
    RefundOwed.objects.filter(pk=debt.pk).update(state="dropped")
    assert order_page(opened, now, returned=False).state == "paid-but-full"


def test_after_the_session_an_order_promises_no_letter_and_leads_to_the_course_room(
    now, told, session, ada, browser, enrolled
):
    seat = enrolled(session(), ada)
    order = order_of(seat.place)
    assert "on their way to you by letter" in text_of(browser.get(order.get_absolute_url()))
    with clock.at(order.session.ends_at):
        text = text_of(browser.get(order.get_absolute_url()))
    assert "The session is over." in text
    assert "on their way to you" not in text
    assert "Calendar file" not in text
    assert f"/learn/{seat.ref}/" in text


def test_an_order_reads_little(
    now, told, session, ada, browser, enrolled, django_assert_num_queries
):
    seat = enrolled(session(), ada)
    url = order_of(seat.place).get_absolute_url()
    with django_assert_num_queries(19):
        browser.get(url)


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_of_orders_reads_little_and_is_ones_own(
    now, told, session, ada, browser, enrolled, person, number, django_assert_num_queries
):
    one = session()
    enrolled(one, person())
    for index in range(number):
        enrolled(session(starts_local=datetime(2026, 4 + index, 4, 10)), ada)
    with django_assert_num_queries(13):
        text = text_of(browser.get("/orders/"))
    assert text.count("€ 300.00") == number


def test_the_list_of_orders_says_what_each_of_them_is(
    now, told, session, ada, browser, enrolled, bought
):
    order, _checkout = bought
    assert "Held until you have paid" in text_of(browser.get("/orders/"))
    places.confirm(Place.objects.get(lines__order=order))
    charge(order, now)
    text = text_of(browser.get("/orders/"))
    assert "Confirmed" in text
    assert "Held until" not in text
    cancel_session(Session.objects.get(pk=order.session_id), actor=None)
    text = text_of(browser.get("/orders/"))
    assert "Session called off" in text
    assert "Confirmed" not in text


def test_what_is_held_and_not_paid_yet_stands_before_all_courses(now, told, browser, bought):
    order, _checkout = bought
    text = text_of(browser.get("/learn/"))
    assert "Held for you until" in text
    assert order.get_absolute_url() in text
    Place.objects.filter(lines__order=order).update(held_until=now)
    assert "Held for you until" not in text_of(browser.get("/learn/"))


def test_every_state_of_an_order_has_its_words():
    assert set(order_words.WORDS) == set(OrderState)


def test_whoever_has_ordered_nothing_is_shown_the_courses(now, told, browser):
    text = text_of(browser.get("/orders/"))
    assert "No orders yet" in text
    assert "See the courses" in text
    assert Client().get("/orders/").url.startswith("/accounts/login/")

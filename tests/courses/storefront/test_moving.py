"""The pages of moving to another session, and of declining an offer from the letter."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from courseplatform.kit import clock
from courses.catalogue.sessions import cancel_session
from courses.enrolment import declining, places, waiting
from courses.enrolment.models import Enrolment, Place
from courses.orders.giving_back import order_of
from courses.orders.models import Order, RefundOwed
from courses.orders.terms import Terms
from courses.orders.transfers import PlaceTransfer
from courses.pricing.prices import set_price

pytestmark = pytest.mark.django_db
HOLD = timedelta(minutes=35)
MAY = datetime(2026, 5, 16, 10)
AGREED = {"seat-versions": "refunds:1,terms:2", "seat-terms": "on"}


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
def seat(shop, session, ada, enrolled):
    return enrolled(session(), ada)


def text_of(answer):
    """Return what a person reads on a page."""
    visible = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(visible.replace("\u202f", " ").replace("&#x27;", "'").split())


def page(seat, target=None):
    return f"/enrolments/{seat.ref}/transfer/" + (f"{target.ref}/" if target else "")


def sums(due, back):
    return {"seat-due_minor": due, "seat-back_minor": back, **AGREED}


def test_the_order_and_the_room_lead_there(seat, browser):
    order = browser.get(order_of(seat.place).get_absolute_url())
    assert page(seat) in order.content.decode()
    assert "until the end of Sat 7 Mar 2026" in text_of(order)
    assert page(seat) in browser.get(f"/learn/{seat.ref}/").content.decode()


def test_the_list_tells_each_sessions_difference(seat, session, browser, person, now):
    session(starts_local=MAY, price={"amount_minor": 36_000}, slug="dear")
    session(starts_local=datetime(2026, 6, 13, 10), price={"amount_minor": 20_000}, slug="cheap")
    session(starts_local=datetime(2026, 7, 11, 10), slug="even")
    full = session(starts_local=datetime(2026, 8, 8, 10), capacity=1, slug="full")
    places.hold_place(full, person(), now + HOLD)
    text = text_of(browser.get(page(seat)))
    for piece in ("€ 60.00 to pay", "€ 100.00 back", "no difference", "Full: see the waiting list"):
        assert piece in text
    assert "Sat 14 Mar" in text


@pytest.mark.parametrize("number", [1, 6])
def test_the_list_reads_little(seat, session, browser, number, django_assert_num_queries):
    for index in range(number):
        session(starts_local=datetime(2026, 4 + index, 18, 10))
    with django_assert_num_queries(19):
        browser.get(page(seat))


def test_there_may_be_nowhere_to_go(seat, browser):
    assert "No other session is planned" in text_of(browser.get(page(seat)))


def test_a_dearer_session_is_shown_line_by_line_and_leads_to_the_payment(
    seat, session, browser, sandbox, shop
):
    target = session(starts_local=MAY, price={"amount_minor": 36_000})
    text = text_of(browser.get(page(seat, target)))
    for piece in (
        "Price of the new place",
        "€ 360.00",
        "Carried over from Sat 14 Mar 2026",
        "−€ 300.00",
        "Difference to pay",
        "€ 60.00",
        "Hold the new place and pay € 60.00",
        "Your old place stays yours until the difference is paid.",
        "Until the end of Sat 2 May 2026: all back, € 360.00",
    ):
        assert piece in text, piece
    assert Place.objects.count() == 1
    answer = browser.post(page(seat, target), sums(6_000, 0))
    assert answer.url.startswith(sandbox.url)
    order = Order.objects.order_by("-pk")[0]
    held = text_of(browser.get(order.get_absolute_url()))
    assert "Your new place is held" in held
    assert "Difference to pay" in held
    old = text_of(browser.get(order_of(seat.place).get_absolute_url()))
    assert "You are moving to another session." in old
    assert "Cancel your place" not in old
    shop.pay(order.attempts.get().checkout_id)
    with clock.at(clock.now() + timedelta(seconds=3)):
        assert "Place confirmed" in text_of(browser.get(order.get_absolute_url()))
    old = text_of(browser.get(order_of(seat.place).get_absolute_url()))
    assert "This place has moved" in old
    assert f"€ 300.00 were carried over to order {order.number}." in old


def test_a_cheaper_session_shows_what_comes_back_and_moves_at_once(seat, session, browser):
    target = session(starts_local=MAY, price={"amount_minor": 20_000})
    with clock.at(datetime(2026, 3, 1, 9, tzinfo=UTC)):
        text = text_of(browser.get(page(seat, target)))
        for piece in (
            "Paid for your old place",
            "Carried over to the new one",
            "Kept under the cancellation terms −€ 50.00",
            "Comes back to you € 50.00",
            "Move my place, € 50.00 back",
            "no more than would come back today",
        ):
            assert piece in text, piece
        answer = browser.post(page(seat, target), sums(0, 5_000), follow=True)
    text = text_of(answer)
    assert "Your place has moved." in text
    assert "Place confirmed" in text
    assert RefundOwed.objects.get().amount_minor == 5_000
    assert Terms.from_json(Order.objects.order_by("-pk")[0].terms).pages[0].slug == "refunds"
    # Going back to the old page leads to the new order, by GET and by a second press.
    new = Order.objects.order_by("-pk")[0].get_absolute_url()
    assert browser.get(page(seat)).url == new
    assert browser.post(page(seat, target), sums(0, 5_000)).url == new


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"seat-terms": ""}, "Tick the box to go on."),
        ({"seat-versions": "refunds:1,terms:1"}, "The terms were changed while"),
        ({"seat-due_minor": "x"}, "There is a problem"),
    ],
)
def test_a_wrong_form_comes_back(seat, session, browser, changes, sentence):
    target = session(starts_local=MAY)
    answer = browser.post(page(seat, target), {**sums(0, 0), **changes})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert PlaceTransfer.objects.count() == 0


def test_a_price_that_changed_meanwhile_is_shown_again(seat, session, browser):
    target = session(starts_local=MAY)
    browser.get(page(seat, target))
    set_price(target, actor=None, currency="EUR", amount_minor=33_000)
    answer = browser.post(page(seat, target), sums(0, 0))
    text = text_of(answer)
    assert answer.status_code == 409
    assert "Not moved." in text
    assert "€ 30.00" in text
    assert PlaceTransfer.objects.count() == 0


def test_a_start_within_the_14_days_asks_for_the_waiver_in_a_box_of_its_own(seat, session, browser):
    soon = session(starts_local=datetime(2026, 2, 12, 10))
    shown = browser.get(page(seat, soon)).content.decode()
    assert "my 14 days of withdrawal" in shown
    assert 'name="seat-waiver" required checked' not in shown
    assert browser.post(page(seat, soon), sums(0, 0)).status_code == 422
    browser.post(page(seat, soon), {**sums(0, 0), "seat-waiver": "on"})
    terms = Terms.from_json(Order.objects.order_by("-pk")[0].terms)
    assert terms.withdrawal_waived
    assert terms.waiver_words.startswith("This session starts before")


def test_what_may_not_be_is_a_sentence(seat, session, browser, now):
    target = session(starts_local=MAY)
    with clock.at(datetime(2026, 3, 10, 9, tzinfo=UTC)):
        answer = browser.get(page(seat, target))
        assert answer.status_code == 409
        assert "The last day for moving to another session is over." in text_of(answer)
        order = text_of(browser.get(order_of(seat.place).get_absolute_url()))
        assert "Move to another session" not in order


def test_it_is_nobody_elses_business(seat, session, person, as_user):
    target = session(starts_local=MAY)
    stranger = as_user(person())
    for address in (page(seat), page(seat, target)):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, sums(0, 0)).status_code in {404, 405}
    draft = session(publish=False, slug="draft")
    assert as_user(seat.person).get(page(seat, draft)).status_code == 404


def test_a_called_off_session_leaves_a_choice(seat, session, browser, now):
    target = session(starts_local=MAY, price={"amount_minor": 20_000})
    cancel_session(seat.session, None, choice_until_at=now + timedelta(days=5))
    text = text_of(browser.get(order_of(seat.place).get_absolute_url()))
    assert "Until Sat 7 Feb 2026, 11:00 Kyiv time you can move to another session" in text
    assert "Take the money back now" in text
    assert "Move my place, € 100.00 back" in text_of(browser.get(page(seat, target)))
    back = text_of(browser.get(f"/enrolments/{seat.ref}/cancellation/"))
    assert "The session was called off, so all of it comes back." in back
    browser.post(page(seat, target), sums(0, 10_000))
    assert Enrolment.objects.get(state="active").session == target
    assert RefundOwed.objects.get().amount_minor == 10_000


def test_after_the_choice_the_money_is_on_its_way(seat, session, browser, now):
    session(starts_local=MAY)
    cancel_session(seat.session, None, choice_until_at=now + timedelta(days=5))
    with clock.at(now + timedelta(days=5)):
        answer = browser.get(page(seat))
    assert answer.status_code == 409
    assert "all of your money is on its way back" in text_of(answer)


def test_a_lapsed_move_says_that_nothing_has_changed(seat, session, browser):
    target = session(starts_local=MAY, price={"amount_minor": 36_000})
    browser.post(page(seat, target), sums(6_000, 0))
    order = Order.objects.order_by("-pk")[0]
    answer = browser.post(f"{order.get_absolute_url()}release/", follow=True)
    text = text_of(answer)
    assert "You did not move" in text
    assert "Your old place is as it was." in text


@pytest.fixture
def offered(now, told, session, person, ada):
    one = session(capacity=1)
    held = places.hold_place(one, person(), now + HOLD)
    turn = waiting.join(one, ada)
    places.release(held)
    waiting.offer_next(one)
    turn.refresh_from_db()
    return turn


def test_an_offer_is_declined_from_the_letter_without_signing_in(offered):
    client, url = Client(), f"/waiting/declining/{declining.token_of(offered)}/"
    shown = client.get(url)
    assert shown.status_code == 200
    text = text_of(shown)
    assert "Turn the offered place down?" in text
    for secret in ("Ada", "Bianchi", "@example.org"):
        assert secret not in text
    offered.refresh_from_db()
    assert offered.state == "offered"
    assert "You turned the place down" in text_of(client.post(url))
    offered.refresh_from_db()
    assert offered.state == "declined"
    again = text_of(client.post(url))
    assert "This offer has ended" in again
    assert "It was turned down already." in again


def test_a_link_to_an_offer_that_is_over_or_taken_says_so(offered, now, ada):
    client, url = Client(), f"/waiting/declining/{declining.token_of(offered)}/"
    with clock.at(offered.offer_until):
        assert "Its deadline has passed" in text_of(client.get(url))
    places.hold_place(offered.session, ada, now + HOLD)
    assert "The place was taken up already." in text_of(client.post(url))
    offered.place.refresh_from_db()
    assert offered.place.state == "held"


@pytest.mark.parametrize("token", ["x", "a.b", "ö"])
def test_a_broken_link_says_what_to_do(db, token):
    answer = Client().get(f"/waiting/declining/{token}/")
    assert answer.status_code == 404
    assert "Copy the whole address" in text_of(answer)


def test_the_session_page_tells_ones_number(now, told, session, person, ada, browser):
    one = session(capacity=1)
    places.hold_place(one, person(), now + HOLD)
    waiting.join(one, person())
    waiting.join(one, ada)
    assert "You are number 2 of 2 on the waiting list." in text_of(
        browser.get(one.get_absolute_url())
    )

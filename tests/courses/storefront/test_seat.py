"""Pressing "Hold my place and pay", against the payment stand-in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from courses.catalogue.sessions import cancel_session
from courses.enrolment import places, waiting
from courses.enrolment.models import Enrolment, Place
from courses.orders.models import LedgerEntry, Order
from courses.orders.terms import Terms
from courses.payment.models import PaymentAttempt

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
    """Return the stand-in's control, its clock at ours."""
    sandbox.control.clock_set(now)
    return sandbox.control


@pytest.fixture
def ada(person):
    return person("Ada Bianchi", zone="Europe/Rome")


def url(session):
    return f"{session.get_absolute_url()}seat/"


def test_a_press_holds_a_place_and_leads_to_the_payment_page(shop, session, ada, as_user, sandbox):
    one = session()
    answer = as_user(ada).post(url(one), FORM)
    assert answer.status_code == 302
    assert answer.url.startswith(sandbox.url)
    order = Order.objects.get()
    assert (order.buyer, order.billing.name, order.billing.country) == (ada, "Ada Bianchi", "IT")
    assert order.created_at == datetime(2026, 2, 2, 9, tzinfo=UTC)
    terms = Terms.from_json(order.terms)
    assert {(page.slug, page.version) for page in terms.pages} == {("terms", 2), ("refunds", 1)}
    assert Place.objects.get().state == "held"


def test_a_second_press_leads_to_the_same_order_and_makes_nothing_new(shop, session, ada, as_user):
    one, browser = session(), as_user(ada)
    browser.post(url(one), FORM)
    answer = browser.post(url(one), FORM)
    assert answer.url == Order.objects.get().get_absolute_url()
    assert len(shop.objects("checkout.session")) == 1


def test_a_free_session_is_confirmed_without_any_provider(now, told, session, ada, as_user):
    one = session(price={"amount_minor": 0})
    browser = as_user(ada)
    answer = browser.post(url(one), FORM, follow=True)
    assert answer.redirect_chain[-1][0] == Order.objects.get().get_absolute_url()
    assert "Place confirmed" in answer.content.decode()
    assert Enrolment.objects.get().person == ada
    assert LedgerEntry.objects.get().kind == "zero"
    assert PaymentAttempt.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"seat-name": ""}, ["Name on the bill: Fill this in."]),
        ({"seat-country": "XX"}, ["Country: "]),
        ({"seat-terms": ""}, ["Tick the box to go on."]),
        ({"seat-versions": "refunds:1,terms:1"}, ["The terms were changed while"]),
        ({"seat-versions": ""}, ["The terms were changed while"]),
        ({"seat-name": "x" * 161}, ["at most 160 characters"]),
        ({"seat-name": "a\x00b"}, ["Null characters are not allowed"]),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(
    shop, session, ada, as_user, changes, sentences
):
    answer = as_user(ada).post(url(session()), {**FORM, **changes})
    text = answer.content.decode()
    assert answer.status_code == 422
    for sentence in sentences:
        assert sentence in text
    assert "There is a problem" in text
    assert "<title>Error: " in text
    assert 'value="refunds:1,terms:2"' in text
    assert Place.objects.count() == 0


def test_an_early_start_asks_for_the_waiver(shop, session, ada, as_user):
    one, browser = session(starts_local=datetime(2026, 2, 10, 10)), as_user(ada)
    page = browser.get(one.get_absolute_url()).content.decode()
    assert "my 14 days of withdrawal" in page
    assert browser.post(url(one), FORM).status_code == 422
    assert browser.post(url(one), {**FORM, "seat-waiver": "on"}).status_code == 302
    assert Terms.from_json(Order.objects.get().terms).withdrawal_waived


def test_a_late_start_does_not_ask_for_it(shop, session, ada, as_user):
    one = session()
    assert "my 14 days" not in as_user(ada).get(one.get_absolute_url()).content.decode()
    as_user(ada).post(url(one), {**FORM, "seat-waiver": "on"})
    assert not Terms.from_json(Order.objects.get().terms).withdrawal_waived


def test_a_full_session_is_refused_with_the_way_to_the_waiting_list(
    shop, session, person, ada, as_user, now
):
    one = session(capacity=1)
    places.hold_place(one, person(), now + timedelta(minutes=35))
    answer = as_user(ada).post(url(one), FORM)
    assert answer.status_code == 409
    assert f"{one.get_absolute_url()}#waiting-list" in answer.content.decode()
    assert Order.objects.count() == 0


def test_a_crowd_is_refused_at_little_cost_each(
    shop, session, person, ada, as_user, now, django_assert_num_queries
):
    one, browser = session(capacity=1), as_user(ada)
    places.hold_place(one, person(), now + timedelta(minutes=35))
    browser.post(url(one), FORM)
    with django_assert_num_queries(6):  # reader, session, place; what frames the page
        assert browser.post(url(one), FORM).status_code == 409


@pytest.mark.parametrize("others", [0, 5])
def test_a_press_that_wins_costs_the_same_among_many(
    shop, session, person, ada, as_user, now, others, django_assert_num_queries
):
    one, browser = session(capacity=9), as_user(ada)
    for _other in range(others):
        places.hold_place(one, person(), now + timedelta(minutes=35))
    browser.get(one.get_absolute_url())
    with django_assert_num_queries(19):
        assert browser.post(url(one), FORM).status_code == 302


def test_an_order_whose_payment_is_open_reads_little(
    shop, session, ada, as_user, django_assert_num_queries
):
    browser = as_user(ada)
    browser.post(url(session()), FORM)
    page = Order.objects.get().get_absolute_url()
    with django_assert_num_queries(22):  # with a look at the provider
        assert browser.get(page).status_code == 200


def test_whoever_has_a_place_of_a_full_session_is_led_to_it_and_not_to_the_waiting_list(
    shop, session, ada, as_user
):
    one, browser = session(capacity=1), as_user(ada)
    browser.post(url(one), FORM)
    assert browser.post(url(one), FORM).url == Order.objects.get().get_absolute_url()


def test_a_wrong_form_for_a_full_session_is_told_that_it_is_full(
    shop, session, person, ada, as_user, now
):
    one = session(capacity=1)
    places.hold_place(one, person(), now + timedelta(minutes=35))
    answer = as_user(ada).post(url(one), {**FORM, "seat-name": ""})
    assert answer.status_code == 409
    assert "All places of this session are taken" in answer.content.decode()


def test_a_mistyped_voucher_for_a_full_session_is_told_first(
    shop, session, person, ada, as_user, now
):
    one = session(capacity=1)
    places.hold_place(one, person(), now + timedelta(minutes=35))
    answer = as_user(ada).post(url(one), {**FORM, "voucher-code": "NOT-ONE"})
    assert answer.status_code == 422


def test_the_chosen_country_stays_chosen(shop, session, ada, as_user):
    answer = as_user(ada).post(url(session()), {**FORM, "seat-country": "FR", "seat-name": ""})
    text = answer.content.decode()
    assert '<option value="FR" selected>France</option>' in text
    assert text.count(" selected>") == 1


def test_an_offered_place_is_taken_by_the_same_press(shop, session, person, ada, as_user, now):
    one = session(capacity=1)
    held = places.hold_place(one, person(), now + timedelta(minutes=35))
    turn = waiting.join(one, ada)
    places.release(held)
    waiting.offer_next(one)
    browser = as_user(ada)
    page = browser.get(one.get_absolute_url()).content.decode()
    assert "A place is held for you." in page
    assert "Hold my place and pay" in page
    assert browser.post(url(one), FORM).status_code == 302
    turn.refresh_from_db()
    assert turn.state == "held"
    assert Order.objects.get().lines.get().place == turn.place


def test_what_is_over_or_called_off_is_refused(shop, session, ada, as_user):
    one = session()
    cancel_session(one, None)
    answer = as_user(ada).post(url(one), FORM)
    assert answer.status_code == 409
    assert "takes no more bookings" in answer.content.decode()


def test_a_stranger_is_led_to_the_login_and_back(now, told, session):
    one, browser = session(), Client()
    answer = browser.post(url(one), FORM)
    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next={url(one)}"
    assert Place.objects.count() == 0


def test_who_comes_from_the_login_sees_the_form(now, told, session, ada, as_user):
    one = session()
    assert as_user(ada).get(url(one)).url == f"{one.get_absolute_url()}#enrol"


def test_a_form_from_elsewhere_is_refused(now, told, session, ada):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    assert browser.post(url(session()), FORM).status_code == 403
    assert Place.objects.count() == 0


def test_pressing_without_end_is_slowed_down(now, told, session, ada, as_user):
    one, browser = session(), as_user(ada)
    answers = [browser.post(url(one), {}).status_code for _ in range(21)]
    assert answers[:20] == [422] * 20
    assert answers[20] == 429


def test_a_provider_that_is_away_leaves_the_place_held(shop, session, ada, as_user):
    shop.fault("error_500", "POST /v1/checkout/sessions*", times=20)
    answer = as_user(ada).post(url(session()), FORM)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Your place stays held" in text
    assert Order.objects.get().get_absolute_url() in text
    assert Place.objects.get().state == "held"


def test_the_form_knows_name_and_country(now, told, session, ada, as_user):
    text = as_user(ada).get(session().get_absolute_url()).content.decode()
    assert 'value="Ada Bianchi"' in text
    assert '<option value="IT" selected>Italy</option>' in text


def test_a_signed_in_page_is_kept_by_no_cache(now, told, session, ada, as_user):
    answer = as_user(ada).get(session().get_absolute_url())
    assert "no-store" in answer["Cache-Control"]
    assert "csrfmiddlewaretoken" in answer.content.decode()


def test_without_legal_pages_nothing_is_claimed_to_be_accepted(now, sandbox, session, ada, as_user):
    sandbox.control.clock_set(now)
    as_user(ada).post(url(session()), {**FORM, "seat-versions": ""})
    assert Terms.from_json(Order.objects.get().terms).pages == ()

"""A voucher on the session page: typed, looked at line by line, then paid with or not needed to."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from courses.enrolment import places, reserves
from courses.enrolment.models import Enrolment, Place
from courses.orders.models import LedgerEntry, Order
from courses.orders.terms import Terms
from courses.payment.models import PaymentAttempt
from courses.pricing import vouchers
from courses.pricing.prices import set_price
from courses.pricing.vouchers import Promise, make
from courses.storefront import voucher as typed

pytestmark = pytest.mark.django_db
HOLD = timedelta(minutes=35)
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
def quarter(now):
    return make(Promise(share_bp=2_500, uses=2), code="QUARTER", actor=None)


def text_of(answer):
    return " ".join(answer.content.decode().replace("\u202f", " ").replace("&#x27;", "'").split())


def url(session):
    return f"{session.get_absolute_url()}seat/"


def test_applying_shows_the_price_line_by_line_and_loses_nothing(shop, session, browser, quarter):
    one = session()
    answer = browser.post(
        url(one), {**FORM, "seat-name": "Typed already", "voucher-code": "quarter", "apply": "1"}
    )
    text = text_of(answer)
    assert answer.status_code == 200
    for piece in (
        "Voucher QUARTER",
        "−€ 75.00",
        "€ 225.00",
        'value="Typed already"',
        'value="QUARTER"',
    ):
        assert piece.lower() in text.lower(), piece
    assert '<option value="IT" selected>' in text
    assert "There is a problem" not in text
    assert Place.objects.count() == 0
    quarter.refresh_from_db()
    assert quarter.used == 0


def test_booking_with_it_counts_one_use_and_asks_for_the_reduced_sum(
    shop, session, browser, quarter
):
    browser.post(url(session()), {**FORM, "voucher-code": "QUARTER"})
    order = Order.objects.get()
    assert (order.total_minor, order.attempts.get().amount_minor) == (22_500, 22_500)
    assert [(line.kind, line.description) for line in order.lines.all()] == [
        ("place", "Place"),
        ("voucher", "Voucher QUARTER"),
    ]
    assert Terms.from_json(order.terms).place_minor == 22_500
    quarter.refresh_from_db()
    assert (quarter.used, Place.objects.get().voucher) == (1, quarter)
    page = text_of(browser.get(order.get_absolute_url()))
    assert "Voucher QUARTER" in page


def test_letting_the_hold_go_gives_the_use_back(shop, session, browser, quarter):
    browser.post(url(session()), {**FORM, "voucher-code": "QUARTER"})
    browser.post(f"{Order.objects.get().get_absolute_url()}release/")
    quarter.refresh_from_db()
    assert quarter.used == 0


def test_scenario_35_a_voucher_over_the_whole_price_asks_no_provider(
    now, told, session, browser, quarter
):
    """Nor does a free session: a zero in the ledger, a place, an enrolment."""
    make(Promise(share_bp=10_000), code="GUEST", actor=None)
    one = session()
    shown = text_of(browser.post(url(one), {"voucher-code": "guest", "apply": "1", **FORM}))
    assert "Voucher GUEST" in shown
    assert "Book my place" in shown
    answer = browser.post(url(one), {**FORM, "voucher-code": "guest"}, follow=True)
    assert "Place confirmed" in text_of(answer)
    assert (LedgerEntry.objects.get().kind, LedgerEntry.objects.get().amount_minor) == ("zero", 0)
    assert PaymentAttempt.objects.count() == 0
    assert Enrolment.objects.get().session == one
    free = session(slug="free", price={"amount_minor": 0})
    browser.post(url(free), FORM)
    assert LedgerEntry.objects.filter(kind="zero").count() == 2
    assert PaymentAttempt.objects.count() == 0


def test_scenario_37_a_price_that_changes_while_somebody_pays_stays_theirs(
    shop, session, browser, quarter
):
    one = session()
    browser.post(url(one), {**FORM, "voucher-code": "QUARTER"})
    order = Order.objects.get()
    set_price(one, actor=None, currency="EUR", amount_minor=90_000)
    shop.pay(order.attempts.get().checkout_id)
    text = text_of(browser.get(order.get_absolute_url()))
    assert "Place confirmed" in text
    assert "€ 225.00" in text
    assert LedgerEntry.objects.get(kind="charge").amount_minor == 22_500


@pytest.mark.parametrize(
    ("promise", "sentence"),
    [
        (None, "There is no voucher with this code."),
        (Promise(share_bp=100, email="else@example.org"), "made out to another address"),
        (Promise(share_bp=100, email_domain="army.mil"), "for addresses at army.mil"),
        (Promise(amount_minor=100, currency="CHF"), "in another currency"),
    ],
)
def test_a_code_that_is_not_good_says_why_at_its_field_and_keeps_what_was_typed(
    shop, session, browser, promise, sentence
):
    one = session()
    if promise:
        make(promise, code="TRY-ME", actor=None)
    for act in ({"apply": "1"}, {}):
        answer = browser.post(url(one), {**FORM, "voucher-code": "try-me", **act})
        text = text_of(answer)
        assert answer.status_code == 422
        assert sentence in text
        assert 'value="try-me"' in text
        assert "<title>Error: " in answer.content.decode()
    assert Place.objects.count() == 0


def test_a_use_that_goes_between_looking_and_booking_is_refused(
    shop, session, browser, person, now
):
    one, other = session(), session(slug="other")
    single = make(Promise(share_bp=5_000), code="ONCE", actor=None)
    shown = browser.post(url(one), {**FORM, "voucher-code": "ONCE", "apply": "1"})
    assert "€ 150.00" in text_of(shown)
    places.hold_place(other, person(), now + HOLD, voucher=single)
    answer = browser.post(url(one), {**FORM, "voucher-code": "ONCE"})
    assert answer.status_code == 422
    assert "All uses of this voucher are taken" in text_of(answer)
    assert Order.objects.count() == 0


def test_guessing_codes_is_slowed_down_even_for_the_right_one(shop, session, browser, quarter):
    one = session()
    for number in range(typed.TRIES.times):
        browser.get(f"{one.get_absolute_url()}?voucher=GUESS-{number}")
    text = text_of(browser.get(f"{one.get_absolute_url()}?voucher=QUARTER"))
    assert "That were many codes in a short time." in text
    assert "€ 225.00" not in text


def test_a_link_with_a_voucher_survives_signing_in(shop, session, browser, quarter):
    one = session()
    link = f"{one.get_absolute_url()}?voucher=QUARTER"
    page = Client().get(link).content.decode()
    assert "Your voucher QUARTER is looked at once you are signed in." in page
    assert "€\u202f225.00" not in page
    start = page.index("/accounts/login/?next=")
    come_back = parse_qs(urlsplit(page[start : page.index('"', start)]).query)["next"][0]
    led = browser.get(come_back)
    assert led.url == f"{link}#enrol"
    assert "€ 225.00" in text_of(browser.get(led.url))


def test_a_page_with_a_voucher_is_kept_by_no_cache(now, told, session):
    answer = Client().get(f"{session().get_absolute_url()}?voucher=<b>x</b>")
    assert "<b>x</b>" not in answer.content.decode()
    again = Client().get(f"{session(slug='b').get_absolute_url()}?voucher=OTHER")
    assert "OTHER" in again.content.decode()


def test_a_company_sees_the_voucher_off_its_net_price(shop, session, browser, quarter):
    vat = {"company_net_minor": 20_000, "vat_mode": "inclusive", "vat_bp": 2_200}
    one = session(price=vat)
    text = text_of(browser.get(f"{one.get_absolute_url()}?buyer=company&voucher=quarter"))
    for piece in ("−€ 50.00", "VAT 22 %", "€ 33.00", "€ 183.00"):
        assert piece in text, piece


def test_a_kept_place_is_booked_though_the_session_is_full(shop, session, browser, person, now):
    one = session(capacity=2)
    promise = Promise(share_bp=1_000, session=one)
    reserves.make_vouchers(promise, actor=None, code="KEPT", kept_places=1)
    places.hold_place(one, person(), now + HOLD)
    full = text_of(browser.get(one.get_absolute_url()))
    assert "Join the waiting list" in full
    assert "I have a voucher that keeps a place" in full
    text = text_of(browser.post(url(one), {"voucher-code": "kept", "apply": "1"}))
    assert "A place is kept for your voucher." in text
    assert "Hold my place and pay" in text
    browser.post(url(one), {**FORM, "voucher-code": "kept"})
    assert Place.objects.get(voucher__code="KEPT").from_reserve
    one.refresh_from_db()
    assert one.taken == 2


def test_a_voucher_without_a_kept_place_opens_no_full_session(
    shop, session, browser, person, now, quarter
):
    one = session(capacity=1)
    places.hold_place(one, person(), now + HOLD)
    text = text_of(browser.post(url(one), {"voucher-code": "quarter", "apply": "1"}))
    assert "Join the waiting list" in text
    assert "Hold my place and pay" not in text
    assert browser.post(url(one), {**FORM, "voucher-code": "quarter"}).status_code == 409


def test_a_rest_that_no_card_can_pay_is_refused_before_anything_is_held(shop, session, browser):
    make(Promise(amount_minor=29_970, currency="EUR"), code="NEARLY", actor=None)
    answer = browser.post(url(session()), {**FORM, "voucher-code": "NEARLY"})
    assert answer.status_code == 409
    assert "€ 0.30 are left to pay" in text_of(answer)
    assert Place.objects.count() == Order.objects.count() == 0


def test_the_waiver_is_not_asked_for_what_a_voucher_makes_free(shop, session, browser):
    from datetime import datetime

    make(Promise(share_bp=10_000), code="GUEST", actor=None)
    one = session(starts_local=datetime(2026, 2, 10, 10))
    assert "my 14 days" in text_of(browser.get(one.get_absolute_url()))
    shown = text_of(browser.get(f"{one.get_absolute_url()}?voucher=GUEST"))
    assert "my 14 days" not in shown


def test_the_sentence_of_the_waiver_is_kept_with_the_order_and_shown(shop, session, browser, now):
    from datetime import datetime

    browser.post(
        url(session(starts_local=datetime(2026, 2, 10, 10))), {**FORM, "seat-waiver": "on"}
    )
    order = Order.objects.get()
    terms = Terms.from_json(order.terms)
    assert terms.waiver_words.startswith("This session starts before my 14 days")
    assert terms.accepted_at == now
    text = text_of(browser.get(order.get_absolute_url()))
    assert "You gave up the right of withdrawal" in text
    assert "This session starts before my 14 days" in text


def test_a_code_is_found_by_nobody_who_is_not_signed_in(now, told, session, quarter, monkeypatch):
    def never(*_args: object, **_more: object) -> None:
        raise AssertionError

    monkeypatch.setattr(vouchers, "redeemable", never)
    assert Client().get(f"{session().get_absolute_url()}?voucher=QUARTER").status_code == 200


def test_a_price_that_changed_since_the_page_was_opened_is_shown_before_anything_is_held(
    shop, session, browser
):
    one = session()
    page = browser.get(one.get_absolute_url()).content.decode()
    assert 'name="seat-total" value="30000"' in page
    set_price(one, actor=None, currency="EUR", amount_minor=33_000)
    answer = browser.post(url(one), {**FORM, "seat-total": "30000"})
    text = text_of(answer)
    assert answer.status_code == 422
    assert "The sum is another one than this page showed." in text
    assert "\u20ac 330.00" in text
    assert 'name="seat-total" value="33000"' in answer.content.decode()
    assert Place.objects.count() == 0
    assert browser.post(url(one), {**FORM, "seat-total": "33000"}).status_code == 302


def test_a_voucher_that_was_typed_and_not_applied_is_shown_before_it_is_booked(
    shop, session, browser, quarter
):
    one = session()
    typed_only = {**FORM, "voucher-code": "quarter", "seat-total": "30000"}
    shown = browser.post(url(one), typed_only)
    assert shown.status_code == 422
    assert "\u20ac 225.00" in text_of(shown)
    assert 'name="seat-total" value="22500"' in shown.content.decode()
    assert browser.post(url(one), {**typed_only, "seat-total": "22500"}).status_code == 302

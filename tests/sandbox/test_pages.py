"""The pages that people see, over HTTP as a browser without JavaScript would use them."""

from __future__ import annotations

import html
import http.client
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import stripe

from courseplatform.sandbox.control.client import Control
from courseplatform.sandbox.running import Sandbox
from tests.browsing import press, press_key, violations

New = Callable[..., stripe.checkout.Session]
CARD = {
    "email": "buyer@example.org",
    "method": "card",
    "number": "4242 4242 4242 4242",
    "expiry": "12 / 34",
    "cvc": "123",
    "name": "Olena Practice",
}


@dataclass
class Page:
    """An answer to a browser."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def words(self) -> str:
        """What can be read on the page."""
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.text)))


class Browser:
    """Asks for pages and sends forms; follows nothing by itself."""

    def __init__(self, address: str) -> None:
        self._address = urlsplit(address)

    def get(self, path: str, **headers: str) -> Page:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, data: dict[str, str], **headers: str) -> Page:
        form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", path, urlencode(data), form)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Page:
        connection = http.client.HTTPConnection(
            str(self._address.hostname), self._address.port, timeout=10
        )
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return Page(answer.status, text, dict(answer.getheaders()))


@pytest.fixture
def browser(sandbox: Sandbox) -> Browser:
    return Browser(sandbox.url)


def pay_page(session: stripe.checkout.Session) -> str:
    return f"/c/pay/{session.id}/"


def test_the_hosted_page_tells_what_is_paid_and_until_when(
    browser: Browser, control: Control, new_checkout: New
) -> None:
    control.clock_set(1_734_000_000)
    page = browser.get(pay_page(new_checkout(expires_at=1_734_002_100)))
    assert page.status == 200
    assert "€ 240.00" in page.words
    assert "Thursday 12 December 2024, 11:15 UTC" in page.words
    assert "No real money moves" in page.words
    assert 'value="buyer@example.org"' in page.text


def test_its_policy_lets_forms_lead_to_the_site_and_loads_nothing_else(
    browser: Browser, new_checkout: New
) -> None:
    policy = browser.get(pay_page(new_checkout())).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:8000;" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy


def test_paying_leads_back_with_the_session_in_the_address(
    browser: Browser, new_checkout: New
) -> None:
    session = new_checkout()
    page = browser.post(pay_page(session), CARD)
    assert page.status == 303
    assert page.headers["Location"] == f"http://127.0.0.1:8000/orders/1/?checkout={session.id}"
    again = browser.get(pay_page(session))
    assert "This checkout is done" in again.words
    assert "Card number" not in again.words


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"number": "4242 4242 4242 4241"}, "card number is not right"),
        ({"number": ""}, "card number is not right"),
        ({"expiry": "soon"}, "as month and year"),
        ({"expiry": "13 / 34"}, "between 1 and 12"),
        ({"expiry": "01 / 20"}, "has expired"),
        ({"cvc": "1"}, "three or four digits"),
        ({"name": ""}, "name of the payer"),
        ({"email": "nobody"}, "e-mail address like"),
        ({"method": "cash"}, "Choose how to pay"),
        ({"method": "sepa_debit", "iban": "DE00"}, "IBAN"),
        ({"number": "4000000000000002"}, "Your card was declined"),
    ],
)
def test_a_mistake_is_told_first_and_the_typed_value_returns(
    browser: Browser,
    client: stripe.StripeClient,
    new_checkout: New,
    change: dict[str, str],
    complaint: str,
) -> None:
    session = new_checkout(customer_email=None)
    page = browser.post(pay_page(session), {**CARD, **change})
    assert page.status == 422
    assert complaint in page.words
    assert page.text.index("There is a problem") < page.text.index("Your payment")
    assert "<title>Error:" in page.text
    assert 'value="Olena Practice"' in page.text or "name" in change
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_a_practice_number_can_be_filled_in_by_a_link(browser: Browser, new_checkout: New) -> None:
    page = browser.get(pay_page(new_checkout()) + "?number=4000000000009995")
    assert 'value="4000000000009995"' in page.text
    assert 'value="12 / 34"' in page.text
    bank = browser.get(pay_page(new_checkout()) + "?number=AT611904300234573201")
    assert 'value="AT611904300234573201"' in bank.text


def test_a_bank_debit_is_under_way_afterwards(browser: Browser, new_checkout: New) -> None:
    session = new_checkout()
    account = {**CARD, "method": "sepa_debit", "iban": "AT61 1904 3002 3457 3201"}
    assert browser.post(pay_page(session), account).status == 303
    assert "bank debit is on its way" in browser.get(pay_page(session)).words


def test_the_bank_asks_and_its_answer_decides(browser: Browser, new_checkout: New) -> None:
    session = new_checkout()
    secure = {**CARD, "number": "4000000000003220"}
    asked = browser.post(pay_page(session), secure)
    assert asked.status == 303
    assert asked.headers["Location"].endswith(f"{pay_page(session)}bank/")
    question = browser.get(pay_page(session) + "bank/")
    assert "Is this you?" in question.words
    refused = browser.post(pay_page(session) + "bank/", {"answer": "refuse"})
    assert refused.headers["Location"] == pay_page(session)
    assert "unable to authenticate" in browser.get(pay_page(session)).words
    assert browser.get(pay_page(session) + "bank/").status == 303
    browser.post(pay_page(session), secure)
    agreed = browser.post(pay_page(session) + "bank/", {"answer": "agree"})
    assert agreed.headers["Location"].startswith("http://127.0.0.1:8000/orders/1/")


def test_an_expired_checkout_says_so_and_takes_nothing(
    browser: Browser, control: Control, new_checkout: New
) -> None:
    session = new_checkout()
    control.expire(session.id)
    for page in (browser.get(pay_page(session)), browser.post(pay_page(session), CARD)):
        assert "This checkout has expired" in page.words
    assert "Back to the site" in browser.get(pay_page(session)).words


def test_a_promotion_code_is_typed_on_the_page(
    browser: Browser, client: stripe.StripeClient, new_checkout: New
) -> None:
    coupon = client.v1.coupons.create({"percent_off": 10})
    client.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "EARLY"}
    )
    session = new_checkout(allow_promotion_codes=True)
    wrong = browser.post(pay_page(session) + "code/", {"code": "LATE"})
    assert (wrong.status, "This code is invalid" in wrong.words) == (422, True)
    assert 'value="LATE"' in wrong.text
    assert browser.post(pay_page(session) + "code/", {"code": "early"}).status == 303
    page = browser.get(pay_page(session))
    assert "Discount EARLY" in page.words
    assert "€ 216.00" in page.words


def test_a_company_gives_address_and_tax_number_and_accepts_terms(
    browser: Browser, client: stripe.StripeClient, new_checkout: New
) -> None:
    session = new_checkout(
        billing_address_collection="required",
        tax_id_collection={"enabled": True},
        consent_collection={"terms_of_service": "required"},
    )
    missing = browser.post(pay_page(session), CARD)
    for complaint in ("street and number", "town", "postal code", "country", "Accept the terms"):
        assert complaint in missing.words
    given = {
        "line1": "Main 1",
        "city": "Kyiv",
        "postal_code": "01001",
        "country": "ua",
        "tax_type": "eu_vat",
        "tax_value": "DE123456789",
        "business_name": "Practice Company",
        "terms": "on",
    }
    assert browser.post(pay_page(session), {**CARD, **given}).status == 303
    paid = client.v1.checkout.sessions.retrieve(session.id)
    details = paid.customer_details
    assert details is not None
    assert details.address is not None
    assert (details.address.country, details.business_name) == ("UA", "Practice Company")
    assert details.tax_ids is not None
    assert details.tax_ids[0].value == "DE123456789"
    assert paid.consent is not None
    assert paid.consent.terms_of_service == "accepted"


def test_nothing_to_pay_needs_no_card(
    browser: Browser, client: stripe.StripeClient, new_checkout: New
) -> None:
    coupon = client.v1.coupons.create({"percent_off": 100})
    session = new_checkout(discounts=[{"coupon": coupon.id}])
    assert "Card number" not in browser.get(pay_page(session)).words
    assert browser.post(pay_page(session), {"email": "a@example.org"}).status == 303


@pytest.mark.parametrize(
    "path",
    [
        "/c/pay/cs_test_none/",
        "/mailbox/999999/",
        "/nothing/",
        "/static/secret.py",
        "/i/in_none/",
        "/receipts/ch_none/",
        "/dashboard/payments/pi_none/",
        "/dashboard/events/evt_none/",
    ],
)
def test_what_is_not_there_says_what_to_do(browser: Browser, path: str) -> None:
    page = browser.get(path)
    assert page.status == 404
    assert "To the overview" in page.words


def test_pages_are_served_to_this_machine_only(browser: Browser) -> None:
    assert browser.get("/", Host="sandbox.example.org").status == 421
    assert browser.get("/", Host="localhost:80").status == 200
    assert browser.get("/", Host="[::1]:80").status == 200


def test_a_form_of_another_site_is_not_taken(browser: Browser, new_checkout: New) -> None:
    session = new_checkout()
    refused = browser.post(pay_page(session), CARD, Origin="http://127.0.0.1:8000")
    assert refused.status == 403


def test_the_control_interface_asks_for_its_own_token(sandbox: Sandbox, browser: Browser) -> None:
    assert browser.post("/_control/reset/", {}).status == 401
    with_stripes = f"Bearer {sandbox.config.stripe_key}"
    assert browser.post("/_control/reset/", {}, Authorization=with_stripes).status == 401
    token = f"Bearer {sandbox.config.control_token}"
    assert browser.post("/_control/nothing/", {}, Authorization=token).status == 404


def test_the_overview_leads_everywhere(browser: Browser) -> None:
    page = browser.get("/")
    for link in ("/mailbox/", "/dashboard/", "/meeting/practice-room/"):
        assert f'href="{link}"' in page.text


def test_the_meeting_room_tells_who_is_in_it_and_leads_back_to_the_site_only(
    browser: Browser,
) -> None:
    query = urlencode({"name": "Heron 4", "title": "Office hour", "back": "/webinars/1/"})
    page = browser.get(f"/meeting/wb-1/?{query}")
    for words in ("You are in the practice meeting room", "Heron 4", "Office hour", "wb-1"):
        assert words in page.words
    assert 'href="http://127.0.0.1:8000/webinars/1/"' in page.text
    away = browser.get("/meeting/wb-1/?back=https://example.org/&name=<b>")
    assert "example.org" not in away.text
    assert "<b>" not in away.text


def test_the_dashboard_refunds_and_disputes_behind_the_sites_back(
    browser: Browser, client: stripe.StripeClient, paid: Callable[..., str]
) -> None:
    intent = paid()
    assert "succeeded" in browser.get("/dashboard/").words
    path = f"/dashboard/payments/{intent}/"
    assert "At most € 240.00" in browser.get(path).words
    wrong = browser.post(path, {"deed": "refund", "amount": "9000"})
    assert (wrong.status, "Enter a sum up to" in wrong.words) == (422, True)
    assert browser.post(path, {"deed": "refund", "amount": "40.00"}).status == 303
    refund = client.v1.refunds.list({"payment_intent": intent}).data[0]
    assert refund.amount == 4_000
    browser.post(path, {"deed": "move", "refund": refund.id, "status": "failed"})
    assert client.v1.refunds.retrieve(refund.id).status == "failed"
    browser.post(path, {"deed": "warn"})
    browser.post(path, {"deed": "dispute"})
    dispute = client.v1.disputes.list({"payment_intent": intent}).data[0]
    assert "needs_response" in browser.get(path).words
    browser.post(path, {"deed": "close", "dispute": dispute.id, "status": "lost"})
    assert client.v1.disputes.retrieve(dispute.id).status == "lost"
    assert browser.post(path, {"deed": "dance"}).status == 422
    assert browser.post(path, {"deed": "inquire"}).status == 422


def test_the_dashboard_settles_a_debit(
    browser: Browser, client: stripe.StripeClient, paid: Callable[..., str]
) -> None:
    intent = paid("AT321904300235473204")
    path = f"/dashboard/payments/{intent}/"
    assert "The bank has not answered yet" in browser.get(path).words
    browser.post(path, {"deed": "settle", "status": "failed"})
    assert client.v1.payment_intents.retrieve(intent).status == "requires_payment_method"


def test_the_dashboard_shows_events_and_holds_webhooks_back(
    browser: Browser, control: Control, client: stripe.StripeClient, paid: Callable[..., str]
) -> None:
    paid()
    page = browser.get("/dashboard/events/")
    assert "checkout.session.completed" in page.words
    assert "Webhooks are held back" in page.words
    browser.post("/dashboard/events/", {"running": "yes"})
    assert "Webhooks go out" in browser.get("/dashboard/events/").words
    browser.post("/dashboard/events/", {"running": "no"})
    event = client.v1.events.list({"type": "checkout.session.completed"}).data[0]
    control.discard()
    path = f"/dashboard/events/{event.id}/"
    assert '"type": "checkout.session.completed"' in browser.get(path).words
    assert browser.post(path, {}).status == 303
    assert control.deliver()[0]["statuses"] == [None]
    assert "Connection" in browser.get(path).words


def test_the_invoice_page_takes_transfers_of_any_sum(
    browser: Browser, client: stripe.StripeClient
) -> None:
    customer = client.v1.customers.create({"name": "Practice Company"})
    draft = client.v1.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 7}
    )
    client.v1.invoice_items.create(
        {"customer": customer.id, "invoice": draft.id, "amount": 60_000, "currency": "eur"}
    )
    invoice = client.v1.invoices.finalize_invoice(draft.id)
    path = f"/i/{invoice.id}/"
    assert str(invoice.hosted_invoice_url).endswith(path)
    assert str(invoice.number) in browser.get(path).words
    wrong = browser.post(path, {"amount": "a lot"})
    assert (wrong.status, 'value="a lot"' in wrong.text) == (422, True)
    assert browser.post(path, {"amount": "100,00"}).status == 303
    assert "€ 500.00" in browser.get(path).words
    browser.post(path, {"amount": "500.00"})
    assert "Paid. Nothing remains." in browser.get(path).words
    assert browser.post(path, {"amount": "5"}).status == 422
    assert str(invoice.number) in browser.get("/dashboard/invoices/").words
    assert browser.get(path + "pdf/").headers["Content-Type"] == "application/pdf"


def test_a_receipt_stands_where_the_charge_says(
    browser: Browser, client: stripe.StripeClient, paid: Callable[..., str]
) -> None:
    charge = client.v1.charges.list({"payment_intent": paid()}).data[0]
    page = browser.get(urlsplit(str(charge.receipt_url)).path)
    assert "Card ending in 4242" in page.words


@pytest.mark.journey
def test_a_buyer_pays_in_a_real_browser_and_every_page_passes_axe(
    sandbox: Sandbox, new_checkout: New, paid: Callable[..., str], browser_path: Any
) -> None:
    from playwright.sync_api import sync_playwright

    session = new_checkout(
        success_url=f"{sandbox.url}/?checkout={{CHECKOUT_SESSION_ID}}", allow_promotion_codes=True
    )
    intent = paid()
    pages = [pay_page(session), "/", "/mailbox/", "/dashboard/", f"/dashboard/payments/{intent}/"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 360, "height": 740})
        for path in pages:
            page.goto(sandbox.url + path)
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.goto(sandbox.url + pay_page(session))
        page.get_by_label("Card number").fill("4000 0000 0000 0002")
        page.get_by_label("Expiry date").fill("12/34")
        page.get_by_label("Security code").fill("123")
        page.get_by_label("Name of the payer").fill("Olena Practice")
        press_key(page, "Enter")
        page.get_by_text("Your card was declined").wait_for()
        assert page.evaluate("document.activeElement.className") == "error-summary"
        press(page.get_by_role("link", name="Fill in 4242 4242 4242 4242"))
        page.get_by_role("button", name="Book and pay").click()
        page.wait_for_url(f"{sandbox.url}/?checkout={session.id}")
        chromium.close()

"""A company orders places: asked on one page, shown line by line on the next, done as shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.people.models import LegalPage, User
from courses.catalogue.models import Session
from courses.companies.ways import set_ways
from courses.enrolment.models import Place
from courses.orders.balance import balance
from courses.orders.models import Order
from courses.pricing.prices import set_price
from tests.courses.companies.conftest import PRICE

pytestmark = pytest.mark.django_db
TYPED = {
    "number": "3", "company": "Beispiel GmbH", "name": "Petra", "country": "DE",
    "address": "Linden 5, Berlin", "paying": "invoice", "terms": "on", "versions": "",
    "reference": "PO 1",
}  # fmt: skip


@pytest.fixture
def browser(petra: User) -> Client:
    browser = Client()
    browser.force_login(petra)
    return browser


@pytest.fixture
def url(one: Session) -> str:
    return f"{one.get_absolute_url()}company/"


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u202f", " ").split())


def confirm(browser: Client, url: str, **changes: str) -> Any:
    """Press both buttons: look at the sums, then order exactly those."""
    typed = {**TYPED, **changes}
    shown = browser.post(url, typed)
    assert shown.status_code == 200, shown.context["form"].errors
    sums = {"shown_minor": str(shown.context["quoted"].total_minor)}
    return browser.post(url, {**typed, **sums, "confirm": "1"})


def test_the_page_asks_nothing_twice(browser: Client, url: str) -> None:
    text = text_of(browser.get(url))
    assert "Nothing is taken or charged yet" in text
    assert 'value="Petra Contact"' in text
    confirm(browser, url)
    again = browser.get(url).context["form"]
    assert (again["company"].value(), again["country"].value()) == ("Beispiel GmbH", "DE")
    assert again["reference"].value() is None


def test_nothing_is_taken_before_the_sum_was_seen(browser: Client, url: str) -> None:
    text = text_of(browser.post(url, TYPED))
    assert "Check before you order" in text
    assert "€ 900.36" in text
    assert "€ 162.36" in text
    assert not Order.objects.exists()


def test_the_order_is_what_the_page_showed(browser: Client, url: str) -> None:
    answer = confirm(browser, url)
    order = Order.objects.get()
    assert answer["Location"].endswith(order.get_absolute_url())
    assert (order.total_minor, order.company.paying) == (90_036, "invoice")
    assert Place.objects.filter(state="held").count() == 3
    text = text_of(browser.get(order.get_absolute_url()))
    assert "3 places are held until the money comes" in text
    assert "Please pay € 900.36 by" in text


def test_a_price_that_moved_is_shown_again(
    browser: Client, url: str, one: Session, staff: User
) -> None:
    shown = browser.post(url, TYPED).context["quoted"].total_minor
    set_price(one, actor=staff, currency="EUR", **{**PRICE, "company_net_minor": 25_000})
    answer = browser.post(url, {**TYPED, "shown_minor": str(shown), "confirm": "1"})
    assert answer.status_code == 409
    assert "The price has changed since the page before." in text_of(answer)
    assert not Order.objects.exists()


def test_one_goes_back_to_change_something_and_nothing_typed_is_lost(
    browser: Client, url: str
) -> None:
    answer = browser.post(url, {**TYPED, "change": "1", "shown_minor": "90036"})
    form = answer.context["form"]
    assert (form["number"].value(), form["reference"].value()) == ("3", "PO 1")
    assert not Order.objects.exists()


def test_with_a_number_of_another_state_no_vat_is_added_and_the_reason_is_said(
    browser: Client, url: str
) -> None:
    shown = browser.post(url, {**TYPED, "vat_number": "DE 123 456 788"})
    assert shown.context["quoted"].total_minor == 73_800
    confirm(browser, url, vat_number="DE 123 456 788")
    order = Order.objects.get()
    assert (order.vat_minor, order.billing.vat_number) == (0, "DE123456788")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"vat_number": "DE123"}, "vat_number"),
        ({"vat_number": "IT00743110157"}, "vat_number"),
        ({"country": ""}, "country"),
        ({"number": "0"}, "number"),
        ({"number": "31"}, "number"),
        ({"number": "25"}, "number"),
        ({"code": "NOTHING"}, "code"),
        ({"versions": "terms:9"}, "terms"),
    ],
)
def test_what_cannot_be_ordered_is_said_beside_its_field(
    browser: Client, url: str, changes: dict[str, str], field: str
) -> None:
    typed = {**TYPED, **changes}
    answer = browser.post(url, typed)
    if answer.status_code == 200:
        total = str(answer.context["quoted"].total_minor)
        answer = browser.post(url, {**typed, "shown_minor": total, "confirm": "1"})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"]["company"].value() == "Beispiel GmbH"
    assert not Order.objects.exists()


def test_where_invoices_are_off_the_page_says_card(
    browser: Client, url: str, one: Session, staff: User
) -> None:
    set_ways(one, actor=staff, on_invoice="off")
    text = text_of(browser.get(url))
    assert "By card. If you need an invoice first, write to us." in text
    assert 'name="paying"' not in text


def test_terms_that_changed_while_the_page_was_open_are_read_again(
    browser: Client, url: str
) -> None:
    LegalPage.objects.create(
        slug="terms", version=2, title="Terms", text="", html="", in_force_from=clock.now()
    )
    answer = browser.post(url, TYPED)
    assert answer.context["form"].errors.keys() == {"terms"}


def test_held_places_are_let_go_by_their_buyer(browser: Client, url: str) -> None:
    confirm(browser, url)
    order = Order.objects.get()
    browser.post(reverse("order-release", args=[order.ref]))
    assert not Place.objects.filter(state="held").exists()
    assert "The places went back" in text_of(browser.get(order.get_absolute_url()))


def test_free_places_go_back_as_shown(browser: Client, confirmed: Callable[..., Order]) -> None:
    order = confirmed(3)
    url = reverse("company-giving-back", args=[order.ref])
    shown = browser.get(url, {"number": "2"})
    giving = shown.context["giving"]
    sums = {"waived_minor": str(giving.waived_minor), "refund_minor": str(giving.refund_minor)}
    stale = browser.post(url, {"number": "2", "waived_minor": "1", "refund_minor": "0"})
    assert stale.status_code == 409
    answer = browser.post(url, {"number": "2", **sums}, follow=True)
    assert answer.status_code == 200
    assert Place.objects.filter(lines__order=order, state="confirmed").distinct().count() == 1
    assert balance(order).waived_minor == giving.waived_minor > 0


def test_the_bill_is_corrected_by_two_documents(
    browser: Client, confirmed: Callable[..., Order]
) -> None:
    order = confirmed(1)
    url = reverse("order-billing", args=[order.ref])
    assert "Linden 5" in text_of(browser.get(url))
    typed = {**TYPED, "company": "Beispiel Holding GmbH", "address": "Linden 6\nBerlin"}
    text = text_of(browser.post(url, typed, follow=True))
    assert "A credit note takes the old bill back; the new one is" in text
    kinds = list(order.documents.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["invoice", "credit_note", "invoice"]


def test_a_proforma_is_written_for_the_asking(
    browser: Client, ordered: Callable[..., Order]
) -> None:
    order = ordered(2)
    answer = browser.post(reverse("order-proforma", args=[order.ref]))
    (document,) = order.documents.all()
    assert answer["Location"] == reverse("document", args=[document.ref])
    file = browser.get(answer["Location"])
    assert file.content.startswith(b"%PDF-")

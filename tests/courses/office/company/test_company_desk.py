"""Companies at the coordinator's desk: an order by hand, its places, its bill, how a session sells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.people.models import AuditEntry, User
from courses.catalogue.models import Session
from courses.companies.ways import ways_of
from courses.enrolment import places
from courses.enrolment.models import Enrolment, Place
from courses.orders.balance import balance
from courses.orders.companies import Paying
from courses.orders.models import LedgerEntry, Order
from tests.courses.companies.conftest import claims_of, places_of

pytestmark = pytest.mark.django_db
Made = Callable[..., Order]


@pytest.fixture
def desk(staff: User) -> Client:
    browser = Client()
    browser.force_login(staff)
    return browser


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u202f", " ").split())


def typed(session: Session, buyer: User, **changes: str) -> dict[str, str]:
    return {
        "session": session.ref, "account": str(buyer.email), "number": "2",
        "company": "Beispiel GmbH", "address": "Linden 5", "country": "DE", "name": "Petra",
        "settlement": "confirm", **changes,
    }  # fmt: skip


def make(desk: Client, told: dict[str, str]) -> Any:
    """Look at the sums, then make the order as shown."""
    url = reverse("desk-company-new")
    shown = desk.post(url, told)
    assert shown.status_code == 200, shown.context["form"].errors
    total = str(shown.context["quoted"].total_minor)
    return desk.post(url, {**told, "shown_minor": total, "confirm": "1"}, follow=True)


@pytest.mark.parametrize(
    ("changes", "state", "total", "received"),
    [
        ({}, "confirmed", 60_024, 0),
        ({"settlement": "hold"}, "held", 60_024, 0),
        ({"settlement": "paid", "bank_reference": "bank 1"}, "confirmed", 60_024, 60_024),
        ({"settlement": "free"}, "confirmed", 0, 0),
        ({"amount": "500"}, "confirmed", 50_000, 0),
    ],
)
def test_an_order_is_made_by_hand_as_it_was_agreed(
    desk: Client, one: Session, petra: User,
    changes: dict[str, str], state: str, total: int, received: int,
) -> None:  # fmt: skip
    answer = make(desk, typed(one, petra, **changes))
    order = Order.objects.get()
    assert "Places of Beispiel GmbH" in text_of(answer)
    assert {place.state for place in places_of(order)} == {state}
    assert (order.total_minor, balance(order).received_minor) == (total, received)
    assert AuditEntry.objects.filter(act="company-order.made").count() == 1


def test_what_cannot_be_made_comes_back_with_what_was_typed(
    desk: Client, one: Session, petra: User
) -> None:
    url = reverse("desk-company-new")
    for changes, field in (
        ({"account": "nobody@example.org"}, "account"),
        ({"amount": "much"}, None),
        ({"address": ""}, "address"),
    ):
        answer = desk.post(url, typed(one, petra, **changes))
        assert answer.status_code == 422
        errors = answer.context["form"].errors
        assert (field or "__all__") in errors or "amount" in errors
        assert answer.context["form"]["company"].value() == "Beispiel GmbH"
    moved = desk.post(url, {**typed(one, petra), "shown_minor": "1", "confirm": "1"})
    assert moved.status_code == 409
    assert "change something" in text_of(moved).lower()
    assert not Order.objects.exists()


def test_another_page_fills_the_form_in(desk: Client, one: Session) -> None:
    answer = desk.get(reverse("desk-company-new"), {"session": one.ref, "company": "Acme"})
    assert answer.context["form"]["session"].value() == one.ref
    assert answer.context["form"]["company"].value() == "Acme"


def test_held_places_are_confirmed_before_the_money_and_once(desk: Client, ordered: Made) -> None:
    order = ordered(2, paying=Paying.INVOICE)
    url = reverse("desk-company-confirmation", args=[order.ref])
    assert "Confirm 2 places now" in text_of(desk.get(reverse("desk-company", args=[order.ref])))
    desk.post(url)
    assert {place.state for place in places_of(order)} == {"confirmed"}
    assert len(claims_of(order)) == 2
    assert desk.post(url).status_code == 409


def test_money_that_came_is_recorded_and_confirms(desk: Client, ordered: Made) -> None:
    order = ordered(2, paying=Paying.INVOICE)
    answer = desk.get(reverse("desk-company", args=[order.ref]))
    assert "Record a payment" in text_of(answer)
    form = {"amount": "600.24", "reference": "bank 7", "received_on": "2026-02-02"}
    desk.post(reverse("desk-order-received", args=[order.ref]), form)
    assert LedgerEntry.objects.filter(order=order, kind="manual_transfer").count() == 1


def test_staff_send_links_swap_and_give_back(
    desk: Client, confirmed: Made, taken: Callable[..., Enrolment]
) -> None:
    order = confirmed(3)
    enrolment = taken(order, "Ada Guest")
    page = text_of(desk.get(reverse("desk-company", args=[order.ref])))
    assert "Ada Guest" in page
    free = claims_of(order)[0].place
    link = reverse("desk-place-link", args=[free.ref])
    assert desk.post(link, {"email": "no"}).status_code == 422
    desk.post(link, {"email": "bo@example.org"})
    assert claims_of(order)[0].sent_to == "bo@example.org"
    desk.post(reverse("desk-place-swap", args=[enrolment.place.ref]))
    enrolment.refresh_from_db()
    assert enrolment.ended_reason == "swapped"
    giving = reverse("desk-company-giving-back", args=[order.ref])
    shown = desk.get(giving, {"number": "1"}).context["giving"]
    desk.post(
        giving,
        {
            "number": "1",
            "waived_minor": str(shown.waived_minor),
            "refund_minor": str(shown.refund_minor),
        },
    )
    assert Place.objects.filter(lines__order=order, state="confirmed").distinct().count() == 2
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"company-place.link", "company-place.swapped"} <= acts


def test_the_roster_names_the_company_and_leads_to_its_places(
    desk: Client, one: Session, confirmed: Made, taken: Callable[..., Enrolment]
) -> None:
    order = confirmed(3)
    taken(order, "Ada Guest")
    text = text_of(desk.get(reverse("desk-roster", args=[one.ref])))
    assert "3 places, 2 not taken yet" in text
    assert reverse("desk-company", args=[order.ref]) in text
    export = desk.get(reverse("desk-roster-csv", args=[one.ref]))
    assert b"Beispiel GmbH" in b"".join(export.streaming_content)


def test_the_page_costs_the_same_with_one_place_and_with_many(
    desk: Client, one: Session, confirmed: Made, taken: Callable[..., Enrolment],
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    small, large = confirmed(2), confirmed(14)
    for order, guests in ((small, 1), (large, 6)):
        for number in range(guests):
            taken(order, f"Guest {number}")
    for order in (small, large):
        with django_assert_num_queries(18):
            desk.get(reverse("desk-company", args=[order.ref]))


def test_how_a_session_sells_to_companies_is_set(desk: Client, one: Session) -> None:
    url = reverse("desk-session-companies", args=[one.ref])
    assert "held until the money comes" in text_of(desk.get(url))
    desk.post(url, {"on_invoice": "confirm", "due_days": "30", "change_hours": "0"})
    now_so = ways_of(one)
    assert (now_so.on_invoice, now_so.due_days, now_so.change_hours) == ("confirm", 30, 0)
    assert desk.post(url, {"due_days": "1"}).status_code == 422


def test_a_vat_number_that_staff_looked_up_is_noted(desk: Client, confirmed: Made) -> None:
    order = confirmed(1, billing={"vat_number": "DE123456788"})
    url = reverse("desk-company-vat", args=[order.ref])
    desk.post(url, {"register": "unknown"})
    order.billing.refresh_from_db()
    assert order.billing.vat_check == "unverified"
    desk.post(url, {"register": "known"})
    order.billing.refresh_from_db()
    assert order.billing.vat_check == "verified"


def test_staff_correct_who_is_billed(desk: Client, confirmed: Made) -> None:
    order = confirmed(1)
    url = reverse("desk-order-billing", args=[order.ref])
    assert "was written already" in text_of(desk.get(url))
    told = {"company": "Neue GmbH", "address": "Linden 6", "country": "DE", "name": "Petra"}
    desk.post(url, told)
    assert order.documents.count() == 3
    assert desk.post(url, {**told, "address": ""}).status_code == 422


def test_the_list_of_orders_tells_a_company_by_its_live_places(
    desk: Client, ordered: Made, confirmed: Made
) -> None:
    order = confirmed(2)
    places.cancel(places_of(order)[0])
    ordered(1, paying=Paying.INVOICE)
    listed = desk.get(reverse("desk-money"), {"show": "to-pay"})
    assert [row.order.number for row, _tone, _words in listed.context["rows"]] == [
        other.number for other in Order.objects.order_by("-pk")
    ]
    text = text_of(desk.get(reverse("desk-order", args=[order.ref])))
    assert "See the company's places" in text.replace("&#x27;", "'")


def test_where_no_place_is_free_that_is_said_and_what_to_do(desk: Client, ordered: Made) -> None:
    answer = desk.get(reverse("desk-company-giving-back", args=[ordered(2).ref]))
    assert answer.status_code == 409
    assert "No confirmed place of this order is free" in text_of(answer)

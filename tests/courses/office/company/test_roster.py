"""The roster of a session where companies bought places: free ones too, and sums that add up."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.companies.giving_back import give_back, offer
from courses.enrolment import claiming
from courses.enrolment.models import Enrolment
from courses.orders.balance import balance
from courses.orders.giving import record_transfer
from courses.orders.models import LedgerEntry, Order
from tests.courses.companies.conftest import claims_of, places_of


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def rows(desk: Client, session: Session) -> list[dict[str, str]]:
    answer = desk.get(f"/desk/sessions/{session.ref}/roster.csv")
    return list(csv.DictReader(StringIO(b"".join(answer).decode())))


def pay(order: Order, amount: int, staff: User) -> None:
    record_transfer(order, amount, reference=f"bank-{amount}", actor=staff, occurred_at=clock.now())


def column(found: list[dict[str, str]], name: str) -> list[int]:
    return [int(row[name]) for row in found if row[name]]


def in_the_ledger(session: Session) -> int:
    entries = LedgerEntry.objects.filter(order__session=session).exclude(kind="fee")
    return sum(entries.values_list("amount_minor", flat=True))


def test_places_that_nobody_claimed_have_rows_of_their_own(
    desk: Client, one: Session, confirmed: Callable[..., Order], taken: Callable[..., Enrolment]
) -> None:
    order = confirmed(3)
    taken(order, "Ada")
    claiming.note_sent(claims_of(order)[0], "bob@beispiel.example", clock.now())
    found = rows(desk, one)
    assert [row["state"] for row in found] == ["active", "not-claimed", "not-claimed"]
    assert {(row["order"], row["company"]) for row in found} == {(order.number, "Beispiel GmbH")}
    assert [row["link_sent_to"] for row in found] == ["", "bob@beispiel.example", ""]
    page = desk.get(f"/desk/sessions/{one.ref}/roster/").content.decode()
    assert "One person is enrolled, 2 places are not claimed yet" in page
    assert page.count("Not claimed yet") == 2
    assert "link sent to bob@beispiel.example" in page
    assert page.count("link not sent") == 1
    for place in places_of(order)[1:]:
        assert f"{reverse('desk-company', args=[order.ref])}#place-{place.ref}" in page


def test_a_session_of_free_places_alone_is_no_empty_roster(
    desk: Client, one: Session, confirmed: Callable[..., Order]
) -> None:
    confirmed(2)
    page = desk.get(f"/desk/sessions/{one.ref}/roster/").content.decode()
    assert "0 people are enrolled, 2 places are not claimed yet" in page
    assert "Nobody is enrolled yet" not in page


@pytest.mark.parametrize("paid", [0, 1, 10_000, 90_036, 90_037])
def test_the_sums_of_the_rows_are_the_orders_and_the_ledgers(
    desk: Client,
    one: Session,
    confirmed: Callable[..., Order],
    taken: Callable[..., Enrolment],
    staff: User,
    paid: int,
) -> None:
    order = confirmed(3)
    taken(order, "Ada")
    if paid:
        pay(order, paid, staff)
    found = rows(desk, one)
    assert sum(column(found, "total_minor")) == order.total_minor == 90_036
    assert sum(column(found, "kept_minor")) == in_the_ledger(one) == paid
    assert column(found, "total_minor") == [30_012] * 3


def test_a_place_given_back_keeps_what_it_cost_beside_the_others(
    desk: Client, one: Session, confirmed: Callable[..., Order], petra: User, staff: User
) -> None:
    order = confirmed(3)
    pay(order, order.total_minor, staff)
    meant = offer(order, 1, clock.now()).giving
    give_back(
        order, 1, actor=petra, now=clock.now(), expected=(meant.waived_minor, meant.refund_minor)
    )
    found = rows(desk, one)
    assert [row["state"] for row in found] == ["not-claimed", "not-claimed", "given-back"]
    assert sum(column(found, "total_minor")) == order.total_minor
    assert sum(column(found, "kept_minor")) == balance(order).kept_minor == in_the_ledger(one)
    page = desk.get(f"/desk/sessions/{one.ref}/roster/").content.decode()
    assert "A place nobody claimed" in page
    assert "given back, Beispiel GmbH" in page


def test_a_place_that_is_free_again_is_not_counted_twice(
    desk: Client, one: Session, confirmed: Callable[..., Order], taken: Callable[..., Enrolment]
) -> None:
    order = confirmed(2)
    enrolment = taken(order, "Ada")
    claiming.free(enrolment.place, clock.now())
    found = rows(desk, one)
    assert [row["state"] for row in found] == ["not-claimed", "not-claimed", "ended"]
    assert [row["total_minor"] for row in found] == ["30012", "30012", ""]
    page = desk.get(f"/desk/sessions/{one.ref}/roster/").content.decode()
    assert "gave the place to a colleague, Beispiel GmbH" in page


def test_held_places_of_a_company_are_not_on_the_roster(
    desk: Client, one: Session, ordered: Callable[..., Order]
) -> None:
    ordered(2)
    assert rows(desk, one) == []


@pytest.mark.parametrize("number", [1, 6])
def test_the_roster_reads_the_same_with_few_free_places_and_with_many(
    desk: Client,
    one: Session,
    confirmed: Callable[..., Order],
    number: int,
    django_assert_num_queries: Any,
) -> None:
    confirmed(number)
    desk.get(f"/desk/sessions/{one.ref}/roster/")
    with django_assert_num_queries(15):
        desk.get(f"/desk/sessions/{one.ref}/roster/")

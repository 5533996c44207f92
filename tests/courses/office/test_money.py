"""Roster and money at the desk: what is shown agrees with the ledger, and with the provider."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from courseplatform.kit import clock, sweeps
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Role
from courseplatform.sandbox.control.client import Control
from courseplatform.sandbox.running import Sandbox
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment
from courses.orders.billing import Billing
from courses.orders.models import LedgerEntry, Order
from courses.orders.terms import Accepted
from courses.payment import review, settling
from courses.payment.buying import buy
from courses.payment.models import ReviewItem

Sold = tuple[Session, list[Order], Control]


@pytest.fixture
def coordinator(client: Client, person: Callable[..., User], now: Any) -> User:
    Organiser.objects.create(
        pk=1, name="Meridian Desk", email="desk@example.org", zone="Europe/Rome"
    )
    user = person("Carla Neri", role=Role.COORDINATOR)
    client.force_login(user)
    return user


@pytest.fixture
def sold(
    coordinator: User,
    session: Callable[..., Session],
    person: Callable[..., User],
    sandbox: Sandbox,
    billing: Billing,
    accepted: Accepted,
) -> Sold:
    """Three places of a session, paid through the stand-in."""
    control, running = sandbox.control, session()
    control.clock_set(clock.now())
    orders = []
    for name in ("=Ada", "Ben", "Cleo"):
        order = buy(
            person=person(name),
            session=running,
            billing=billing,
            accepted=accepted,
            now=clock.now(),
        ).order
        attempt = order.attempts.get()
        control.pay(attempt.checkout_id)
        settling.sync(attempt, source="webhook")
        orders.append(order)
    return running, orders, control


def test_roster_and_ledger_agree_with_the_provider_to_the_cent(client: Client, sold: Sold) -> None:
    running, orders, control = sold
    client.post(f"/desk/orders/{orders[0].ref}/refund/", {"amount": "100.00"})
    sweeps.run("payment.refunds")
    charges = sum(charge["amount"] for charge in control.objects("charge"))
    refunds = sum(refund["amount"] for refund in control.objects("refund"))
    ours = LedgerEntry.objects.filter(order__session=running).exclude(kind="fee")
    assert sum(ours.values_list("amount_minor", flat=True)) == charges - refunds == 80_000
    page = client.get(f"/desk/sessions/{running.ref}/money/").content.decode()
    assert "800.00" in page
    roster = client.get(f"/desk/sessions/{running.ref}/roster.csv")
    rows = list(csv.DictReader(StringIO(b"".join(roster).decode())))
    assert sum(int(row["kept_minor"]) for row in rows) == 80_000
    ledger = client.get(f"/desk/sessions/{running.ref}/ledger.csv")
    entries = list(csv.DictReader(StringIO(b"".join(ledger).decode())))
    total = sum(int(entry["amount_minor"]) for entry in entries if entry["kind"] != "fee")
    assert total == 80_000


def test_a_name_that_a_spreadsheet_would_run_is_defused(client: Client, sold: Sold) -> None:
    running, _orders, _control = sold
    answer = client.get(f"/desk/sessions/{running.ref}/roster.csv")
    assert "'=Ada" in b"".join(answer).decode()


def test_the_roster_asks_the_same_with_few_and_with_many(
    client: Client,
    sold: Sold,
    enrolled: Callable[..., Enrolment],
    person: Callable[..., User],
    django_assert_num_queries: Any,
) -> None:
    running, _orders, _control = sold
    with django_assert_num_queries(11):
        client.get(f"/desk/sessions/{running.ref}/roster/")
    for _ in range(3):
        enrolled(running, person())
    with django_assert_num_queries(11):
        client.get(f"/desk/sessions/{running.ref}/roster/")


def test_more_than_is_there_cannot_be_refunded(client: Client, sold: Sold) -> None:
    _running, orders, control = sold
    answer = client.post(f"/desk/orders/{orders[0].ref}/refund/", {"amount": "300.01"})
    assert answer.status_code == 422
    assert "can still go back" in answer.content.decode()
    assert control.objects("refund") == []


def test_a_place_is_cancelled_with_the_sum_that_staff_chose(client: Client, sold: Sold) -> None:
    running, orders, control = sold
    enrolment = Enrolment.objects.get(person=orders[1].buyer)
    page = client.get(f"/desk/enrolments/{enrolment.ref}/removal/").content.decode()
    assert 'value="300.00"' in page
    client.post(f"/desk/enrolments/{enrolment.ref}/removal/", {"amount": "150"})
    sweeps.run("payment.refunds")
    enrolment.refresh_from_db()
    running.refresh_from_db()
    assert (enrolment.state, running.taken) == ("ended", 2)
    assert [refund["amount"] for refund in control.objects("refund")] == [15_000]


def test_an_order_shows_its_whole_story(client: Client, sold: Sold) -> None:
    _running, orders, _control = sold
    page = client.get(f"/desk/orders/{orders[0].ref}/").content.decode()
    for fact in (orders[0].number, "charge", "succeeded", "R-2026-00001", "300.00"):
        assert fact in page


def test_orders_are_found_by_number_and_name(client: Client, sold: Sold) -> None:
    _running, orders, _control = sold
    assert orders[2].number in client.get("/desk/money/?q=cleo").content.decode()
    assert "No order fits" in client.get("/desk/money/?q=nobody").content.decode()


def test_a_thing_to_look_at_is_closed_with_what_was_done(client: Client, sold: Sold) -> None:
    review.raise_item("money-differs", "x", "A difference was found.")
    item = ReviewItem.objects.get()
    assert "A difference was found." in client.get("/desk/money/").content.decode()
    client.post(f"/desk/money/review/{item.pk}/", {"outcome": ""})
    assert ReviewItem.objects.filter(closed_at=None).exists()
    client.post(f"/desk/money/review/{item.pk}/", {"outcome": "Booked by hand."})
    item.refresh_from_db()
    assert item.outcome == "Booked by hand."

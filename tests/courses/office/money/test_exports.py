"""Exports: every table, of a period and a session, safe to open, streamed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from courseplatform.kit import clock
from courseplatform.people.models import AuditEntry, User
from courses.catalogue.models import Session
from courses.orders.models import Order
from courses.payment.asking import ask_about
from tests.courses.office.money.conftest import Buy, Sold


def rows(client: Client, path: str) -> list[dict[str, str]]:
    answer = client.get(f"/desk/money/exports/{path}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(b"".join(answer).decode())))


@pytest.fixture
def told(sold: Sold) -> list[Order]:
    """Return three orders: one refunded in part, one disputed, one as it was."""
    _running, orders, control = sold
    control.refund(orders[0].attempts.get().payment_id, 10_000)
    control.open_dispute(orders[1].attempts.get().payment_id)
    for order in orders:
        ask_about(order)
    return orders


def test_orders_are_exported_with_their_state_and_sums(client: Client, told: list[Order]) -> None:
    ada, ben, cleo = rows(client, "orders.csv")
    assert ada["buyer"] == "'=Ada"
    assert (ada["total"], ada["returned"], ada["here"]) == ("300.00", "100.00", "200.00")
    assert (ben["here"], ben["open"]) == ("0.00", "0.00")
    assert (cleo["state"], cleo["received"], cleo["currency"]) == ("confirmed", "300.00", "EUR")


def test_the_ledger_adds_up_to_what_stripe_has(
    client: Client, told: list[Order], sold: Sold
) -> None:
    _running, _orders, control = sold
    lines = rows(client, "ledger.csv")
    ours = sum(int(line["amount_minor"]) for line in lines if line["kind"] != "fee")
    theirs = sum(one["amount"] for one in control.objects("balance_transaction"))
    assert ours == theirs == 50_000
    assert {line["amount"] for line in lines if line["kind"] == "refund"} == {"-100.00"}


def test_refunds_and_disputes_are_exported(client: Client, told: list[Order]) -> None:
    (refund,) = rows(client, "refunds.csv")
    assert (refund["order"], refund["amount"], refund["reason"]) == (
        told[0].number, "100.00", "dashboard",
    )  # fmt: skip
    (dispute,) = rows(client, "disputes.csv")
    assert (dispute["order"], dispute["status"]) == (told[1].number, "needs_response")


def test_an_export_is_of_a_period_and_of_a_session(
    client: Client, told: list[Order], sold: Sold, session: Callable[..., Session]
) -> None:
    running, _orders, _control = sold
    other = session(slug="other")
    Order.objects.filter(pk=told[2].pk).update(created_at=clock.now() - timedelta(days=40))
    assert len(rows(client, "orders.csv?since=2026-02-01")) == 2
    assert len(rows(client, "orders.csv?until=2026-01-31")) == 1
    assert len(rows(client, f"orders.csv?session={running.ref}")) == 3
    assert rows(client, f"ledger.csv?session={other.ref}") == []
    assert rows(client, f"disputes.csv?session={other.ref}") == []
    assert client.get("/desk/money/exports/ledger.csv?session=nowhere").status_code == 404
    assert client.get("/desk/money/exports/secrets.csv").status_code == 404


def test_the_form_leads_to_an_address_that_can_be_kept(
    client: Client, told: list[Order], sold: Sold
) -> None:
    running, _orders, _control = sold
    assert "Download the table" in client.get("/desk/money/exports/").content.decode()
    asked = {"what": "ledger", "since": "2026-02-01", "until": "", "session": running.ref}
    answer = client.get("/desk/money/exports/", asked)
    assert answer["Location"] == (
        f"/desk/money/exports/ledger.csv?since=2026-02-01&session={running.ref}"
    )
    wrong = {"what": "ledger", "since": "2026-02-03", "until": "2026-02-01"}
    refused = client.get("/desk/money/exports/", wrong)
    assert refused.status_code == 422
    assert "lies before the first one" in refused.content.decode()
    assert client.get("/desk/money/exports/", {"what": "x"}).status_code == 422


def test_who_took_what_along_leaves_a_trace(client: Client, told: list[Order]) -> None:
    rows(client, "ledger.csv")
    assert AuditEntry.objects.get(act="money.exported").subject == "table:ledger"


def test_an_export_asks_the_same_with_few_and_with_many(
    client: Client,
    sold: Sold,
    buying: Buy,
    person: Callable[..., User],
    django_assert_num_queries: Any,
) -> None:
    running, _orders, _control = sold

    def asked(what: str, queries: int) -> None:
        with django_assert_num_queries(queries):
            b"".join(client.get(f"/desk/money/exports/{what}.csv"))

    asked("orders", 14)
    asked("ledger", 8)
    for _ in range(3):
        buying(running, person())
    asked("orders", 14)
    asked("ledger", 8)

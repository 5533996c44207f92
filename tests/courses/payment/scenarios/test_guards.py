"""What must not start, and what the database itself refuses. Scenarios 56, 57."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.test.utils import override_settings

from courseplatform.checks import production_is_no_demo
from courseplatform.sandbox.config import Config, StartRefusedError
from courses.orders.models import LedgerEntry, Order
from courses.payment.providers.stripe.client import check_address, make_client

STAND_IN = "http://127.0.0.1:8025"


@pytest.mark.parametrize(
    ("key", "address", "mode"),
    [
        ("sk_live_made_up", STAND_IN, "demo"),
        ("rk_live_made_up", STAND_IN, "test"),
        ("sk_test_made_up", STAND_IN, "production"),
        ("sk_test_made_up", "https://api.example.org", "demo"),
        ("sk_test_made_up", "http://localhost.example.org", "test"),
        ("", "", "production"),
    ],
)
def test_scenario_56_a_client_that_could_cost_money_is_not_made(
    key: str, address: str, mode: str
) -> None:
    with pytest.raises(ImproperlyConfigured):
        make_client(key, address, mode)


def test_scenario_56_what_is_right_is_made() -> None:
    check_address("sk_test_made_up", STAND_IN, "demo")
    check_address("sk_live_made_up", "", "production")


@pytest.mark.parametrize("changes", [{"mode": "production"}, {"stripe_key": "sk_test_made_up"}])
def test_scenario_56_the_stand_in_does_not_start_in_production_or_with_a_real_key(
    changes: dict[str, str],
) -> None:
    with pytest.raises(StartRefusedError):
        Config(**{"mode": "test", "database_url": "postgresql:///x_test", **changes})


def test_scenario_56_production_refuses_the_demos_key_and_the_stand_in() -> None:
    with override_settings(MODE="production", STRIPE_SECRET_KEY="sk_test_sandbox_practice"):
        found = {message.id for message in production_is_no_demo()}
    assert {"courseplatform.E002", "courseplatform.E003"} <= found


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: LedgerEntry.objects.filter(pk=entry.pk).update(amount_minor=1),
        lambda entry: LedgerEntry.objects.filter(pk=entry.pk).delete(),
        lambda entry: entry.delete(),
        lambda entry: connection.cursor().execute(
            "update courses_ledgerentry set evidence = 'x' where id = %s", [entry.pk]
        ),
    ],
)
def test_scenario_57_an_entry_of_the_ledger_can_not_be_changed_or_deleted(
    change: Any, paid: Order
) -> None:
    entry = LedgerEntry.objects.get(kind="charge")
    with pytest.raises(DatabaseError), transaction.atomic():
        change(entry)
    entry.refresh_from_db()
    assert entry.amount_minor == 30_000

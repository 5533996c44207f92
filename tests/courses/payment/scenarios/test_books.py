"""The books against Stripe's, both ways, and nothing repaired. Scenario 58."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from courseplatform.kit import clock, sweeps
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.orders import refunding
from courses.orders.balance import balance
from courses.orders.models import LedgerEntry, Order
from courses.payment.models import Cursor, Delivery, ReviewItem
from courses.payment.providers.contract import ProviderAway
from courses.payment.providers.stripe.client import client
from courses.payment.reconciling import books, events
from tests.courses.payment.shop import REFUND_FAILS, Carry, attempt_of, give_back, place_of


@pytest.fixture
def day() -> tuple[object, object]:
    """Return a period around today."""
    return clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)


def plant(order: Order, **facts: object) -> None:
    LedgerEntry.objects.create(
        order=order,
        occurred_at=clock.now(),
        **{
            "kind": "charge", "amount_minor": 7, "currency": "EUR", "provider": "stripe",
            "provider_object_id": "ch_planted", "source": "sync", **facts,
        },
    )  # fmt: skip


def compared() -> list[str]:
    found = books.compare(clock.now() - timedelta(days=1), clock.now() + timedelta(days=1))
    return [one.sentence for one in found]


def test_scenario_58_books_that_agree_say_nothing_whatever_has_happened(
    opened: Order, provider: Control, hook: Carry, boss: User, advance: Callable[[float], None]
) -> None:
    provider.pay(attempt_of(opened).checkout_id, REFUND_FAILS)
    hook()
    refunding.refund_part(opened, 10_000, actor=boss)
    give_back()
    advance(61)
    hook()
    dispute = provider.open_dispute(attempt_of(opened).payment_id)
    provider.close_dispute(dispute["id"], "won")
    hook()
    assert len(set(LedgerEntry.objects.values_list("kind", flat=True))) == 6
    assert compared() == []
    assert not ReviewItem.objects.filter(kind="money-differs").exists()


def test_scenario_58_a_planted_difference_each_way_is_shown_and_nothing_changes(
    paid: Order, provider: Control, boss: User
) -> None:
    plant(paid)
    provider.refund(attempt_of(paid).payment_id, 500)
    before = LedgerEntry.objects.count()
    ours, theirs = sorted(compared(), reverse=True)
    assert "the provider lists the refund" in ours.lower()
    assert "that the ledger does not have" in ours
    assert "ch_planted" in theirs
    assert "that the provider does not list" in theirs
    assert ReviewItem.objects.filter(kind="money-differs").count() == 2
    compared()
    assert ReviewItem.objects.filter(kind="money-differs").count() == 2
    assert LedgerEntry.objects.count() == before
    assert balance(paid).kept_minor == 30_007


def test_scenario_58_another_sum_under_the_same_name_is_shown(
    paid: Order, provider: Control
) -> None:
    made = provider.refund(attempt_of(paid).payment_id, 500)
    plant(paid, kind="refund", amount_minor=-400, provider_object_id=made["id"])
    (sentence,) = compared()
    assert "−€\u202f5.00" in sentence
    assert "−€\u202f4.00" in sentence


def test_scenario_58_a_checkout_of_ours_that_no_order_opened_is_listed(
    paid: Order, provider: Control, settings: object
) -> None:
    made = client().v1.checkout.sessions.create(
        {
            "mode": "payment",
            "client_reference_id": "made-up",
            "metadata": {"installation": settings.SITE_URL},  # type: ignore[attr-defined]
            "success_url": "https://other.example.org/",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "eur",
                        "unit_amount": 700,
                        "product_data": {"name": "Something"},
                    },
                }
            ],
        }
    )
    (sentence,) = compared()
    assert made.id in sentence
    assert ReviewItem.objects.get().kind == "unknown-checkout"


def test_scenario_58_a_counter_that_is_wrong_is_counted_again_and_shown(paid: Order) -> None:
    Session.objects.update(taken=3)
    assert sweeps.run("payment.places") == 1
    assert Session.objects.get().taken == 1
    assert "2 places too many" in ReviewItem.objects.get(kind="seats-differ").sentence
    assert sweeps.run("payment.places") == 0


def test_every_finished_day_is_compared_once_at_most_a_week_at_a_time(
    paid: Order, provider: Control, advance: Callable[[float], None]
) -> None:
    books.compare_finished_days()
    start = Cursor.objects.get(name="money:stripe").at
    plant(paid)
    advance(10 * 24 * 3600)
    assert len(books.compare_finished_days()) == 1
    assert Cursor.objects.get(name="money:stripe").at == start + timedelta(days=7)
    assert books.compare_finished_days() == []
    assert clock.now() - Cursor.objects.get(name="money:stripe").at < timedelta(days=1)
    assert books.compare_finished_days() == []


def test_while_stripe_is_away_the_days_wait(
    paid: Order, provider: Control, impatient: None
) -> None:
    provider.fault("error_500", "*", times=20)
    with pytest.raises(ProviderAway):
        books.compare_finished_days()
    assert sweeps.run("payment.books") == 0
    provider.faults_clear()
    assert sweeps.run("payment.books") == 0
    assert Cursor.objects.get(name="money:stripe").at <= clock.now()


def test_a_delivery_that_never_came_is_found_among_the_events(
    opened: Order, provider: Control, advance: Callable[[float], None]
) -> None:
    assert events.read_events() == 0
    provider.webhook_fault("drop", times=50)
    provider.pay(attempt_of(opened).checkout_id)
    advance(3600)
    assert events.read_events() > 0
    found = Delivery.objects.get(type="checkout.session.completed")
    assert found.source == "poll"
    sweeps.run("payment.inbox")
    assert place_of(opened).state == "confirmed"
    assert events.read_events() == 0


def test_a_gap_of_weeks_is_told_and_read_day_by_day(
    opened: Order, provider: Control, advance: Callable[[float], None], impatient: None
) -> None:
    events.read_events()
    provider.pay(attempt_of(opened).checkout_id)
    advance(26 * 24 * 3600)
    provider.fault("error_500", "GET /v1/events", times=1)
    assert events.read_events() == 0
    assert ReviewItem.objects.get().kind == "events-too-old"
    assert events.read_events() > 0
    assert clock.now() == Cursor.objects.get(name="events:stripe").at

"""Refunds: what is owed goes back once, failures are seen, and the books agree at every step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.invoicing.models import Document
from courses.orders import owing
from courses.orders.balance import balance
from courses.orders.models import LedgerEntry, Order, RefundOwed
from courses.payment import reconciling, refunds, settling
from courses.payment.buying import Purchase
from courses.payment.models import Refund, ReviewItem


@pytest.fixture
def paid(
    purchase: Callable[[Session, User], Purchase],
    session: Callable[..., Session],
    person: Callable[..., User],
    provider: Control,
) -> Order:
    order = purchase(session(), person("Ada Payer")).order
    attempt = order.attempts.get()
    provider.pay(attempt.checkout_id)
    settling.sync(attempt, source="webhook")
    return order


def work() -> None:
    refunds.request_owed()
    refunds.submit_due()


def test_a_debt_goes_back_with_a_credit_note_and_a_letter(paid: Order, provider: Control) -> None:
    owing.owe(paid, 15_000, "cancelled")
    work()
    work()
    (refund,) = provider.objects("refund")
    assert refund["amount"] == 15_000
    assert balance(paid).kept_minor == 15_000
    assert RefundOwed.objects.get().state == "settled"
    assert Document.objects.get(kind="credit_note").snapshot["total_minor"] == 15_000
    assert Letter.objects.filter(template="refund").count() == 1


def test_after_an_unknown_outcome_it_is_asked_again_under_the_same_key(
    paid: Order, provider: Control, impatient: None
) -> None:
    owing.owe(paid, 15_000, "cancelled")
    provider.fault("timeout_after", "POST /v1/refunds", times=1, seconds=1.5)
    work()
    assert Refund.objects.get().state == "submitting"
    assert balance(paid).kept_minor == 30_000
    Refund.objects.update(next_try_at=clock.now() - timedelta(seconds=1))
    work()
    assert Refund.objects.get().state == "succeeded"
    assert len(provider.objects("refund")) == 1
    assert balance(paid).kept_minor == 15_000


def test_a_refund_that_fails_later_brings_the_money_back_and_asks_a_person(
    paid: Order, provider: Control
) -> None:
    owing.owe(paid, 30_000, "cancelled")
    work()
    refund = Refund.objects.get()
    provider.move_refund(refund.provider_refund_id, "failed", reason="lost_or_stolen_card")
    refunds.sync_payment("stripe", refund.attempt.payment_id, source="webhook")
    refunds.sync_payment("stripe", refund.attempt.payment_id, source="webhook")
    assert balance(paid).kept_minor == 30_000
    assert Refund.objects.get().state == "failed"
    assert RefundOwed.objects.get().state == "failed"
    assert ReviewItem.objects.filter(kind="refund-failed").count() == 1


def test_more_than_was_paid_by_card_is_left_to_a_person(paid: Order, provider: Control) -> None:
    owing.owe(paid, 30_000, "cancelled")
    owing.owe(paid, 1, "goodwill")
    work()
    assert sum(refund["amount"] for refund in provider.objects("refund")) == 30_000
    assert ReviewItem.objects.get().kind == "refund-elsewhere"


def test_the_books_agree_with_the_provider_and_a_planted_difference_is_found(
    paid: Order, provider: Control
) -> None:
    owing.owe(paid, 10_000, "cancelled")
    work()
    start, end = clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)
    assert reconciling.compare_money(start, end) == []
    LedgerEntry.objects.create(
        order=paid, kind="charge", amount_minor=7, currency="EUR", provider="stripe",
        provider_object_id="ch_planted", occurred_at=clock.now(), source="sync",
    )  # fmt: skip
    (payment,) = provider.objects("payment_intent")
    provider.refund(payment["id"], amount=500)
    found = reconciling.compare_money(start, end)
    assert len(found) == 2
    assert ReviewItem.objects.filter(kind="money-differs").count() == 2
    assert balance(paid).kept_minor == 20_007

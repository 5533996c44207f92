"""Refunds and disputes: sums, states, the money behind them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import stripe

from courseplatform.sandbox.control.client import Control, ControlRefusedError

Paid = Callable[..., str]


def charge_of(client: stripe.StripeClient, intent: str) -> stripe.Charge:
    return client.v1.charges.list({"payment_intent": intent}).data[0]


def test_a_full_refund_gives_everything_back(client: stripe.StripeClient, paid: Paid) -> None:
    intent = paid()
    refund = client.v1.refunds.create(
        {"payment_intent": intent, "reason": "requested_by_customer", "metadata": {"refund": "1"}}
    )
    assert (refund.status, refund.amount, refund.metadata.to_dict()) == (
        "succeeded",
        24_000,
        {"refund": "1"},
    )
    charge = charge_of(client, intent)
    assert (charge.refunded, charge.amount_refunded) == (True, 24_000)
    booked = client.v1.balance_transactions.list({"type": "refund"}).data[0]
    assert (booked.amount, booked.source) == (-24_000, refund.id)


def test_parts_can_be_given_back_until_nothing_is_left(
    client: stripe.StripeClient, paid: Paid
) -> None:
    intent = paid()
    client.v1.refunds.create({"payment_intent": intent, "amount": 4_000})
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create({"payment_intent": intent, "amount": 20_001})
    assert refusal.value.param == "amount"
    client.v1.refunds.create({"payment_intent": intent, "amount": 20_000})
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create({"payment_intent": intent})
    assert refusal.value.code == "charge_already_refunded"
    expanded = client.v1.charges.retrieve(charge_of(client, intent).id, {"expand": ["refunds"]})
    assert expanded.refunds is not None
    assert [refund.amount for refund in expanded.refunds.data] == [20_000, 4_000]


def test_a_refund_may_take_its_time(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    refund = client.v1.refunds.create({"payment_intent": paid("4000000000007726")})
    assert (refund.status, refund.pending_reason) == ("pending", "processing")
    control.clock_advance(61)
    assert client.v1.refunds.retrieve(refund.id).status == "succeeded"


def test_a_refund_may_fail_later_and_the_money_is_back(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    intent = paid("4000000000005126")
    refund = client.v1.refunds.create({"payment_intent": intent})
    assert refund.status == "succeeded"
    control.clock_advance(61)
    failed = client.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_reason) == ("failed", "declined")
    assert failed.failure_balance_transaction.amount == 24_000  # type: ignore[union-attr]
    assert charge_of(client, intent).amount_refunded == 0
    types = {event.type for event in client.v1.events.list({"limit": 100}).data}
    assert {"refund.failed", "refund.updated", "charge.refund.updated"} <= types


def test_a_refund_can_be_cancelled_only_while_it_asks_for_something(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    intent = paid()
    refund = control.refund(intent, 5_000, status="requires_action")
    assert client.v1.refunds.cancel(refund["id"]).status == "canceled"
    assert charge_of(client, intent).amount_refunded == 0
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.cancel(refund["id"])
    with pytest.raises(ControlRefusedError):
        control.move_refund(refund["id"], "succeeded")


@pytest.mark.parametrize("params", [{}, {"payment_intent": "pi_1", "charge": "ch_1"}])
def test_a_refund_names_one_payment(client: stripe.StripeClient, params: dict[str, str]) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create(params)  # type: ignore[arg-type]


def test_a_dispute_takes_the_money_and_a_fee_and_forbids_refunds(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    intent = paid()
    dispute = client.v1.disputes.retrieve(control.open_dispute(intent)["id"])
    assert (dispute.status, dispute.is_charge_refundable) == ("needs_response", False)
    assert [booked.net for booked in dispute.balance_transactions] == [-26_000]
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create({"payment_intent": intent})
    assert refusal.value.code == "charge_disputed"
    assert charge_of(client, intent).disputed is True


def test_a_dispute_that_is_won_brings_the_money_back(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    dispute = control.open_dispute(paid())
    client.v1.disputes.update(dispute["id"], {"evidence": {"uncategorized_text": "They came."}})
    assert client.v1.disputes.retrieve(dispute["id"]).status == "under_review"
    won = control.close_dispute(dispute["id"], "won")
    assert [booked["amount"] for booked in won["balance_transactions"]] == [-24_000, 24_000]
    types = [event.type for event in client.v1.events.list({"limit": 100}).data]
    assert types.index("charge.dispute.closed") < types.index("charge.dispute.funds_reinstated")


def test_a_dispute_that_is_lost_stays_lost(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    dispute = control.open_dispute(paid())
    assert client.v1.disputes.close(dispute["id"]).status == "lost"
    with pytest.raises(ControlRefusedError):
        control.close_dispute(dispute["id"], "won")


def test_an_inquiry_leaves_the_money_and_allows_refunds(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    intent = paid()
    dispute = control.open_dispute(intent, inquiry=True)
    assert (dispute["status"], dispute["balance_transactions"]) == ("warning_needs_response", [])
    assert client.v1.refunds.create({"payment_intent": intent}).status == "succeeded"


@pytest.mark.parametrize(("refunded", "taken"), [(24_000, []), (10_000, [-14_000])])
def test_a_dispute_takes_no_more_than_was_not_refunded_yet(
    client: stripe.StripeClient, control: Control, paid: Paid, refunded: int, taken: list[int]
) -> None:
    intent = paid()
    control.refund(intent, refunded)
    dispute = control.open_dispute(intent)
    assert [booked["amount"] for booked in dispute["balance_transactions"]] == taken
    won = control.close_dispute(dispute["id"], "won")
    assert sum(booked["amount"] for booked in won["balance_transactions"]) == 0


def test_an_inquiry_that_becomes_a_dispute_has_its_money_taken_then(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    dispute = control.open_dispute(paid(), inquiry=True)
    moved = control.move_dispute(dispute["id"], "needs_response")
    assert [booked["amount"] for booked in moved["balance_transactions"]] == [-24_000]
    assert moved["is_charge_refundable"] is False


def test_a_lost_dispute_can_be_appealed_and_won(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    dispute = control.open_dispute(paid())
    control.close_dispute(dispute["id"], "lost")
    control.move_dispute(dispute["id"], "appeal_needs_response")
    won = control.close_dispute(dispute["id"], "won")
    assert [booked["amount"] for booked in won["balance_transactions"]] == [-24_000, 24_000]


def test_a_warning_asks_for_an_act_until_the_charge_is_refunded(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    intent = paid()
    made = control.fraud_warning(intent)
    warnings = client.v1.radar.early_fraud_warnings
    assert warnings.retrieve(made["id"]).actionable is True
    client.v1.refunds.create({"payment_intent": intent})
    assert [one.actionable for one in warnings.list({"payment_intent": intent}).data] == [False]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("4000000000000259", "charge.dispute.created"),
        ("4000000000005423", "radar.early_fraud_warning.created"),
    ],
)
def test_some_cards_bring_trouble_later(
    client: stripe.StripeClient, control: Control, paid: Paid, number: str, kind: str
) -> None:
    paid(number)
    assert client.v1.events.list({"type": kind}).data == []
    control.clock_advance(61)
    assert len(client.v1.events.list({"type": kind}).data) == 1

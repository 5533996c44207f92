"""Checkout sessions through the real SDK: what is refused, what comes back, how they end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from courseplatform.sandbox.control.client import Control

Params = Callable[..., dict[str, Any]]
New = Callable[..., stripe.checkout.Session]
HOUR = 3_600


def test_a_new_session_is_open_and_repeats_what_it_was_given(new_checkout: New) -> None:
    session = new_checkout()
    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (24_000, "eur")
    assert session.client_reference_id == "order-1"
    assert session.metadata.to_dict() == {"order": "1"}
    assert session.payment_intent is None
    assert session.livemode is False
    assert session.url is not None


def line(amount: int = 24_000, currency: str = "eur", **more: Any) -> dict[str, Any]:
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Place"}}
    return {"quantity": 1, "price_data": price, **more}


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"line_items": [line(wrong=1)]}, "line_items[0][wrong]"),
        ({"line_items": []}, "line_items"),
        ({"line_items": [line()] * 101}, "line_items"),
        ({"line_items": [line(), line(currency="usd")]}, "line_items"),
        ({"line_items": [line(10)]}, "line_items"),
        ({"line_items": [line(-1)]}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": [line(100_000_000)]}, "line_items[0]"),
        ({"line_items": [line(currency="xxx")]}, "line_items[0][price_data][currency]"),
        ({"line_items": [line(quantity=0)]}, "line_items[0][quantity]"),
        ({"line_items": [{"price_data": line()["price_data"]}]}, "line_items[0][quantity]"),
        ({"line_items": [{"quantity": 1}]}, "line_items[0][price_data]"),
        ({"client_reference_id": "x" * 201}, "client_reference_id"),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"customer": "cus_none", "customer_email": None}, "customer"),
        ({"customer": "cus_none"}, "customer_email"),
        ({"customer_update": {"name": "auto"}}, "customer_update"),
        ({"success_url": "orders/1"}, "success_url"),
        ({"success_url": None}, "success_url"),
        ({"mode": "subscription"}, "mode"),
        ({"ui_mode": "elements"}, "ui_mode"),
        ({"metadata": {"x" * 41: "1"}}, "metadata"),
        ({"metadata": {"a": "x" * 501}}, "metadata[a]"),
        ({"metadata": {str(n): "1" for n in range(51)}}, "metadata"),
        ({"discounts": [{"coupon": "a"}, {"coupon": "b"}]}, "discounts"),
        ({"discounts": [{"coupon": "none"}]}, "discounts[0][coupon]"),
        ({"discounts": [{"coupon": "a"}], "allow_promotion_codes": True}, "discounts"),
        ({"optional_items": [{"price": "p", "quantity": 1}]}, "optional_items"),
        ({"payment_intent_data": {"capture_method": "manual"}}, "payment_intent_data[capture_method]"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_and_its_parameter_named(
    client: stripe.StripeClient, checkout_params: Params, changes: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create(checkout_params(**changes))
    assert refusal.value.param == param
    assert refusal.value.http_status == 400


@pytest.mark.parametrize("ahead", [30 * 60, 35 * 60, 24 * HOUR - 1])
def test_it_may_stay_open_from_half_an_hour_to_a_day(
    control: Control, new_checkout: New, ahead: int
) -> None:
    control.clock_set(1_734_000_000)
    assert new_checkout(expires_at=1_734_000_000 + ahead).expires_at == 1_734_000_000 + ahead


@pytest.mark.parametrize("ahead", [-5, 0, 30 * 60 - 1, 24 * HOUR, 25 * HOUR])
def test_it_may_not_stay_open_for_less_or_longer(
    control: Control, new_checkout: New, ahead: int
) -> None:
    control.clock_set(1_734_000_000)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        new_checkout(expires_at=1_734_000_000 + ahead)
    assert refusal.value.param == "expires_at"


def test_without_a_limit_it_stays_open_for_a_day(control: Control, new_checkout: New) -> None:
    control.clock_set(1_734_000_000)
    assert new_checkout().expires_at == 1_734_000_000 + 24 * HOUR


def test_a_paid_session_is_complete_and_leads_to_its_money(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    session = new_checkout()
    assert control.pay(session.id)["state"] == "paid"
    expand = ["payment_intent.latest_charge.balance_transaction", "line_items.data.price.product"]
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": expand})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    intent = paid.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (intent.status, intent.amount_received) == ("succeeded", 24_000)
    assert intent.metadata.to_dict() == {"order": "1"}
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    booked = charge.balance_transaction
    assert isinstance(booked, stripe.BalanceTransaction)
    assert booked.net == 24_000 - booked.fee == 24_000 - 385
    assert paid.line_items is not None
    product = paid.line_items.data[0].price.product  # type: ignore[union-attr]
    assert isinstance(product, stripe.Product)
    assert product.name == "Geopolitical Intelligence Analysis"


def test_metadata_of_the_session_does_not_flow_to_the_payment(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    session = new_checkout(payment_intent_data=None)
    control.pay(session.id)
    intent = client.v1.payment_intents.list().data[0]
    assert intent.metadata.to_dict() == {}


def test_line_items_come_only_when_asked_for(
    client: stripe.StripeClient, new_checkout: New
) -> None:
    session = client.v1.checkout.sessions.retrieve(new_checkout().id)
    assert "line_items" not in session.to_dict()
    lines = client.v1.checkout.sessions.line_items.list(session.id)
    assert [line.amount_total for line in lines.data] == [24_000]


def test_a_declined_card_leaves_it_open_for_another(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    session = new_checkout()
    assert control.pay(session.id, "4000000000009995") == {
        "state": "declined",
        "message": "Your card has insufficient funds.",
    }
    open_still = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert open_still.status == "open"
    intent = open_still.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error is not None
    assert intent.last_payment_error.decline_code == "insufficient_funds"
    assert control.pay(session.id)["state"] == "paid"
    assert len(client.v1.payment_intents.list().data) == 1


def test_the_bank_may_ask_first(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    session = new_checkout()
    assert control.pay(session.id, "4000000000003220")["state"] == "authenticate"
    assert control.answer_bank(session.id, agreed=False)["state"] == "declined"
    assert control.pay(session.id, "4000002500003155")["state"] == "authenticate"
    assert control.answer_bank(session.id)["state"] == "paid"
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


@pytest.mark.parametrize(("account", "ending"), [
    ("AT611904300234573201", "paid"), ("AT861904300235473202", "unpaid"),
])  # fmt: skip
def test_a_bank_debit_is_complete_before_its_money_is_there(
    client: stripe.StripeClient, control: Control, new_checkout: New, account: str, ending: str
) -> None:
    session = new_checkout()
    assert control.pay(session.id, account)["state"] == "processing"
    waiting = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    assert waiting.payment_intent.status == "processing"  # type: ignore[union-attr]
    control.clock_advance(30)
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == ending
    event = "checkout.session.async_payment_" + ("succeeded" if ending == "paid" else "failed")
    assert len(client.v1.events.list({"type": event}).data) == 1


def test_only_an_open_session_can_be_expired(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    session = new_checkout()
    assert client.v1.checkout.sessions.expire(session.id).status == "expired"
    assert control.pay(session.id)["state"] == "closed"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session.id)
    done = new_checkout()
    control.pay(done.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(done.id)


def test_it_expires_by_itself_when_its_time_has_come(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    control.clock_set(1_734_000_000)
    session = new_checkout(expires_at=1_734_000_000 + 35 * 60)
    control.clock_advance(35 * 60 - 1)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    control.clock_advance(1)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    event = client.v1.events.list({"type": "checkout.session.expired"}).data[0]
    assert event.created == 1_734_000_000 + 35 * 60


def test_an_abandoned_question_of_the_bank_ends_with_the_session(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    session = new_checkout()
    control.pay(session.id, "4000000000003220")
    control.clock_advance(24 * HOUR + 1)
    intent = client.v1.payment_intents.list().data[0]
    assert intent.status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.cancel(intent.id)


def test_lists_find_a_session_by_its_payment_and_state(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    first, second = new_checkout(), new_checkout()
    control.pay(first.id)
    intent = client.v1.payment_intents.list().data[0]
    found = client.v1.checkout.sessions.list({"payment_intent": intent.id}).data
    assert [session.id for session in found] == [first.id]
    open_ones = client.v1.checkout.sessions.list({"status": "open"}).data
    assert [session.id for session in open_ones] == [second.id]


def test_a_customer_can_be_made_on_the_way(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    session = new_checkout(customer_creation="always")
    control.pay(session.id, name="Olena Practice")
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["customer"]})
    assert isinstance(paid.customer, stripe.Customer)
    assert paid.customer.name == "Olena Practice"

"""The calls around the main ones: products, rates, metadata, restrictions of codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from courseplatform.sandbox.control.client import Control, ControlRefusedError

New = Callable[..., stripe.checkout.Session]
Paid = Callable[..., str]


def place(**price: Any) -> list[dict[str, Any]]:
    return [{"quantity": 1, "price_data": {"currency": "eur", **price}}]


def test_a_tax_rate_is_read_listed_and_changed(client: stripe.StripeClient) -> None:
    rate = client.v1.tax_rates.create(
        {"display_name": "VAT", "percentage": 20, "inclusive": True, "country": "UA"}
    )
    changed = client.v1.tax_rates.update(rate.id, {"active": False, "metadata": {"a": "b"}})
    assert changed.active is False
    assert client.v1.tax_rates.retrieve(rate.id).metadata.to_dict() == {"a": "b"}  # type: ignore[union-attr]
    assert client.v1.tax_rates.list({"active": True}).data == []
    assert [found.id for found in client.v1.tax_rates.list({"inclusive": True}).data] == [rate.id]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.tax_rates.create({"display_name": "VAT", "percentage": 101, "inclusive": True})


def test_prices_and_products_of_a_checkout_can_be_used_again(
    client: stripe.StripeClient, new_checkout: New
) -> None:
    new_checkout()
    price = client.v1.prices.list().data[0]
    product = client.v1.products.retrieve(str(price.product))
    assert product.name == "Geopolitical Intelligence Analysis"
    assert client.v1.products.list({"active": True}).data == []
    assert [found.id for found in client.v1.prices.list({"product": product.id}).data] == [price.id]
    assert client.v1.prices.retrieve(price.id).unit_amount == 24_000
    again = new_checkout(line_items=[{"quantity": 2, "price": price.id}])
    assert again.amount_total == 48_000
    same = new_checkout(line_items=place(unit_amount=100, product=product.id))
    assert same.amount_total == 100
    exact = new_checkout(line_items=place(unit_amount_decimal="250", product=product.id))
    assert exact.amount_total == 250


@pytest.mark.parametrize(
    "item",
    [
        place(unit_amount=100)[0],
        place(unit_amount=100, product="a", product_data={"name": "b"})[0],
        place(unit_amount=100, product="prod_none")[0],
        place(product_data={"name": "b"})[0],
        place(unit_amount=100, product_data={"name": " "})[0],
        place(unit_amount=1, unit_amount_decimal="1", product_data={"name": "b"})[0],
        place(unit_amount_decimal="1.5", product_data={"name": "b"})[0],
        place(unit_amount_decimal="much", product_data={"name": "b"})[0],
        place(unit_amount=100, product_data={"name": "b"}, recurring={"interval": "month"})[0],
        {**place(unit_amount=100, product_data={"name": "b"})[0], "price": "price_1"},
        {"quantity": 1, "price": "price_none"},
        {
            **place(unit_amount=100, product_data={"name": "b"})[0],
            "adjustable_quantity": {"enabled": True},
        },
        {**place(unit_amount=100, product_data={"name": "b"})[0], "tax_rates": ["txr_none"]},
    ],
)
def test_a_line_that_cannot_be_is_refused(new_checkout: New, item: dict[str, Any]) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        new_checkout(line_items=[item])
    assert str(refusal.value.param).startswith("line_items[0]")


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"customer_creation": "always", "customer": "cus_1", "customer_email": None}, "customer_creation"),
        (
            {
                "allowed_payment_method_types": ["card"],
                "excluded_payment_method_types": ["sepa_debit"],
            },
            "excluded_payment_method_types",
        ),
        ({"allowed_payment_method_types": ["klarna"]}, None),
        (
            {"payment_intent_data": {"setup_future_usage": "on_session"}},
            "payment_intent_data[setup_future_usage]",
        ),
        ({"discounts": [{"coupon": "a", "promotion_code": "b"}]}, "discounts[0]"),
    ],
)  # fmt: skip
def test_combinations_that_cannot_be_are_refused(
    new_checkout: New, changes: dict[str, Any], param: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        new_checkout(**changes)
    assert refusal.value.param == param


def test_methods_are_offered_by_currency_and_choice(new_checkout: New) -> None:
    assert new_checkout().payment_method_types == ["card", "sepa_debit"]
    assert new_checkout(excluded_payment_method_types=["sepa_debit"]).payment_method_types == [
        "card"
    ]
    dollars = [{"quantity": 1, "price_data": {"currency": "USD", "unit_amount": 100,
                "product_data": {"name": "Place"}}}]  # fmt: skip
    assert new_checkout(line_items=dollars).payment_method_types == ["card"]


@pytest.mark.parametrize("currency", ["jpy", "kwd"])
def test_currencies_without_or_with_three_decimals_are_whole_numbers(
    client: stripe.StripeClient, paid: Paid, currency: str
) -> None:
    price = {"currency": currency, "unit_amount": 5_000, "product_data": {"name": "Place"}}
    intent = paid(line_items=[{"quantity": 1, "price_data": price}])
    charge = client.v1.charges.list({"payment_intent": intent}).data[0]
    assert (charge.amount, charge.currency) == (5_000, currency)


def test_a_known_customer_brings_their_details(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    customer = client.v1.customers.create(
        {
            "email": "office@example.org",
            "name": "Practice Company",
            "tax_id_data": [{"type": "gb_vat", "value": "GB123456789"}],
        }
    )
    session = new_checkout(
        customer=customer.id, customer_email=None, customer_update={"name": "auto"}
    )
    control.pay(session.id, email="", name="")
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["customer.tax_ids"]})
    assert paid.customer_details is not None
    assert paid.customer_details.email == "office@example.org"
    assert len(paid.customer.tax_ids.data) == 1  # type: ignore[union-attr]
    found = client.v1.payment_intents.list({"customer": customer.id}).data
    assert [intent.id for intent in found] == [paid.payment_intent]


def test_tax_numbers_of_a_customer_are_kept_apart_and_deleted(
    client: stripe.StripeClient, control: Control
) -> None:
    one, other = (client.v1.customers.create({"name": name}) for name in ("One", "Other"))
    number = client.v1.customers.tax_ids.create(
        one.id, {"type": "ch_vat", "value": "CHE-123.456.789 MWST"}
    )
    assert number.verification is not None
    assert number.verification.status == "unavailable"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.tax_ids.retrieve(other.id, number.id)
    control.verify_tax_id(number.id, "unverified")
    assert client.v1.events.list({"type": "customer.tax_id.updated"}).data
    assert client.v1.customers.tax_ids.delete(one.id, number.id).deleted is True
    assert client.v1.customers.tax_ids.list(one.id).data == []


@pytest.mark.parametrize("params", [{"email": "nobody"}, {"balance": 5}])
def test_a_customer_that_cannot_be_is_refused(client: stripe.StripeClient, params: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.create(params)


def test_automatic_tax_without_a_registration_adds_nothing(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    session = new_checkout(automatic_tax={"enabled": True})
    assert session.automatic_tax.status == "requires_location_inputs"
    control.pay(session.id, country="UA")
    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.automatic_tax.status, paid.amount_total) == ("complete", 24_000)


def test_metadata_is_merged_and_unset(
    client: stripe.StripeClient, paid: Paid, new_checkout: New
) -> None:
    session = new_checkout()
    changed = client.v1.checkout.sessions.update(session.id, {"metadata": {"order": "", "a": "b"}})
    assert changed.metadata.to_dict() == {"a": "b"}  # type: ignore[union-attr]
    emptied = client.v1.checkout.sessions.update(session.id, {"metadata": ""})
    assert emptied.metadata.to_dict() == {}  # type: ignore[union-attr]
    intent = paid()
    updated = client.v1.payment_intents.update(
        intent, {"metadata": {"seen": "1"}, "description": "Other words"}
    )
    assert updated.metadata.to_dict() == {"order": "1", "seen": "1"}
    refund = client.v1.refunds.create({"payment_intent": intent, "amount": 5})
    assert client.v1.refunds.update(refund.id, {"metadata": {"a": "b"}}).metadata is not None
    for change in (
        lambda: client.v1.checkout.sessions.update(session.id, {"shipping_options": ""}),
        lambda: client.v1.payment_intents.update(intent, {"amount": 5}),
        lambda: client.v1.payment_intents.confirm(intent),
    ):
        with pytest.raises(stripe.InvalidRequestError):
            change()


@pytest.mark.parametrize("params", [{"instructions_email": "a@example.org"}, {"amount": 0}])
def test_a_refund_that_cannot_be_is_refused(
    client: stripe.StripeClient, paid: Paid, params: Any
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": paid(), **params})


def test_what_was_not_paid_cannot_be_refunded(
    client: stripe.StripeClient, control: Control, new_checkout: New, paid: Paid
) -> None:
    control.pay(new_checkout().id, "4000000000000002")
    declined = client.v1.payment_intents.list().data[0]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": declined.id})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"charge": str(declined.latest_charge)})
    debit = paid("AT321904300235473204")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": debit})
    control.settle_debit(debit)
    refund = client.v1.refunds.create({"payment_intent": debit})
    assert refund.id.startswith("pyr_")
    control.settle_debit(debit, succeeded=False)
    assert client.v1.payment_intents.retrieve(debit).status == "succeeded"


def test_disputes_are_found_moved_and_closed(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    intent = paid()
    dispute = control.open_dispute(intent, amount=1_000, reason="product_not_received")
    assert dispute["amount"] == 1_000
    found = client.v1.disputes.list({"payment_intent": intent}).data
    assert [seen.id for seen in found] == [dispute["id"]]
    assert control.move_dispute(dispute["id"], "under_review")["status"] == "under_review"
    client.v1.disputes.update(dispute["id"], {"metadata": {"a": "b"}})
    control.close_dispute(dispute["id"], "lost")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.disputes.update(dispute["id"], {"metadata": {"a": "c"}})
    for act in (
        lambda: control.open_dispute(intent),
        lambda: control.open_dispute(paid(), amount=1_000_000),
        lambda: control.move_dispute(dispute["id"], "won"),
        lambda: control.close_dispute(dispute["id"], "under_review"),
    ):
        with pytest.raises(ControlRefusedError):
            act()
    assert control.fraud_warning(paid())["actionable"] is True


def test_a_code_may_be_for_one_customer_a_least_sum_or_a_time(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    control.clock_set(1_734_000_000)
    coupon = client.v1.coupons.create({"percent_off": 10, "max_redemptions": 5})
    mine = client.v1.customers.create({"email": "mine@example.org"})

    def code(name: str, **limits: Any) -> str:
        made = client.v1.promotion_codes.create(
            {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": name, **limits}
        )
        return made.id

    large = {"minimum_amount": 50_000, "minimum_amount_currency": "eur"}
    refused = [
        code("MINE", customer=mine.id),
        code("LARGE", restrictions=large),
        code("OVER", expires_at=1_734_000_000),
        code("OFF", active=False),
    ]
    for promotion in refused:
        with pytest.raises(stripe.InvalidRequestError):
            new_checkout(discounts=[{"promotion_code": promotion}])
    client.v1.promotion_codes.update(refused[3], {"active": True, "metadata": {"a": "b"}})
    assert new_checkout(discounts=[{"promotion_code": refused[3]}]).amount_total == 21_600
    listed = client.v1.promotion_codes.list({"code": "mine", "coupon": coupon.id}).data
    assert [found.id for found in listed] == refused[:1]
    assert client.v1.promotion_codes.retrieve(refused[1]).restrictions.minimum_amount == 50_000


@pytest.mark.parametrize(
    "params",
    [
        {"promotion": {"type": "coupon"}},
        {"promotion": {"type": "coupon", "coupon": "none"}},
        {"code": "no spaces"},
        {"code": "TAKEN"},
        {"restrictions": {"minimum_amount": 5}},
    ],
)
def test_a_code_that_cannot_be_is_refused(client: stripe.StripeClient, params: Any) -> None:
    coupon = client.v1.coupons.create({"percent_off": 10})
    usual: Any = {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "TAKEN"}
    client.v1.promotion_codes.create(usual)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.promotion_codes.create({**usual, "code": "FREE", **params})


def test_a_coupon_of_another_currency_or_used_up_is_refused(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    dollars = client.v1.coupons.create({"amount_off": 100, "currency": "usd"})
    with pytest.raises(stripe.InvalidRequestError):
        new_checkout(discounts=[{"coupon": dollars.id}])
    once = client.v1.coupons.create({"percent_off": 10, "max_redemptions": 1})
    control.pay(new_checkout(discounts=[{"coupon": once.id}]).id)
    assert client.v1.coupons.retrieve(once.id).valid is False
    limited = client.v1.coupons.create(
        {"percent_off": 10, "applies_to": {"products": ["prod_1"]}, "expand": ["applies_to"]}
    )
    assert limited.applies_to.products == ["prod_1"]


def test_codes_are_not_taken_where_the_checkout_offers_none(
    control: Control, client: stripe.StripeClient, new_checkout: New
) -> None:
    assert "no promotion codes" in control.apply_code(new_checkout().id, "X")
    coupon = client.v1.coupons.create({"amount_off": 23_990, "currency": "eur"})
    client.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "ALMOST"}
    )
    complaint = control.apply_code(new_checkout(allow_promotion_codes=True).id, "ALMOST")
    assert "at least" in complaint


def test_money_becomes_available_after_two_days(
    client: stripe.StripeClient, control: Control, paid: Paid
) -> None:
    paid()
    booked = client.v1.balance_transactions.list({"type": "charge"}).data[0]
    assert booked.status == "pending"
    control.clock_advance(2 * 86_400)
    assert client.v1.balance_transactions.retrieve(booked.id).status == "available"


def test_a_bank_that_is_not_asking_gets_no_answer(
    control: Control, client: stripe.StripeClient, new_checkout: New
) -> None:
    session = new_checkout()
    control.pay(session.id, "4000000000000002")
    assert control.answer_bank(session.id)["state"] == "closed"
    control.pay(session.id, "4000008260003178")
    assert control.answer_bank(session.id)["state"] == "declined"
    control.pay(session.id)
    assert control.answer_bank(session.id)["state"] == "closed"
    assert control.pay(session.id) == {
        "state": "closed",
        "message": "This checkout has already been paid.",
    }


@pytest.mark.parametrize(
    "params",
    [
        {"api_version": "2024-06-20"},
        {"connect": True},
        {"enabled_events": []},
    ],
)
def test_an_endpoint_that_cannot_be_is_refused(client: stripe.StripeClient, params: Any) -> None:
    usual: Any = {"url": "http://127.0.0.1:9/", "enabled_events": ["*"]}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.webhook_endpoints.create({**usual, **params})


def test_an_endpoint_is_changed_piece_by_piece_and_there_are_sixteen_at_most(
    client: stripe.StripeClient,
) -> None:
    endpoint = client.v1.webhook_endpoints.list().data[0]
    changed = client.v1.webhook_endpoints.update(
        endpoint.id,
        {
            "url": "http://localhost:9/hook/",
            "enabled_events": ["charge.refunded"],
            "description": "Ours",
            "metadata": {"a": "b"},
            "disabled": True,
        },
    )
    assert (changed.status, changed.description) == ("disabled", "Ours")
    for _ in range(15):
        client.v1.webhook_endpoints.create({"url": "http://127.0.0.1:9/", "enabled_events": ["*"]})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.webhook_endpoints.create({"url": "http://127.0.0.1:9/", "enabled_events": ["*"]})


def test_events_are_asked_for_by_one_type_or_by_up_to_twenty(client: stripe.StripeClient) -> None:
    for params in ({"type": "a", "types": ["b"]}, {"types": ["a"] * 21}):
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.events.list(params)  # type: ignore[arg-type]


def test_a_key_longer_than_stripes_is_refused(
    client: stripe.StripeClient, checkout_params: Callable[..., Any]
) -> None:
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create(checkout_params(), {"idempotency_key": "x" * 256})


def test_lines_of_a_checkout_come_in_pages(client: stripe.StripeClient, new_checkout: New) -> None:
    items = [
        place(unit_amount=100 + number, product_data={"name": f"Place {number}"})[0]
        for number in range(5)
    ]
    session = new_checkout(line_items=items)
    pages = client.v1.checkout.sessions.line_items
    first = pages.list(session.id, {"limit": 2})
    assert [item.amount_total for item in first.data] == [100, 101]
    rest = pages.list(session.id, {"limit": 9, "starting_after": first.data[1].id})
    assert [item.amount_total for item in rest.data] == [102, 103, 104]
    back = pages.list(session.id, {"limit": 2, "ending_before": rest.data[1].id})
    assert [item.amount_total for item in back.data] == [101, 102]
    with pytest.raises(stripe.InvalidRequestError):
        pages.list(session.id, {"starting_after": "li_none"})

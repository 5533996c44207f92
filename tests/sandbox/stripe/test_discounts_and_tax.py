"""Promotion codes, coupons and tax rates on the lines of a checkout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from courseplatform.sandbox.control.client import Control

New = Callable[..., stripe.checkout.Session]


def lines(*amounts: int, rates: list[str] | None = None) -> list[dict[str, Any]]:
    return [
        {
            "quantity": 1,
            "price_data": {
                "currency": "eur",
                "unit_amount": amount,
                "product_data": {"name": "Place"},
            },
            **({"tax_rates": rates} if rates else {}),
        }
        for amount in amounts
    ]


@pytest.fixture
def promotion(client: stripe.StripeClient) -> stripe.PromotionCode:
    coupon = client.v1.coupons.create({"percent_off": 12.5, "duration": "once"})
    return client.v1.promotion_codes.create(
        {
            "promotion": {"type": "coupon", "coupon": coupon.id},
            "code": "Early",
            "max_redemptions": 1,
        }
    )


def test_a_discount_is_shared_out_and_sums_to_the_whole(
    client: stripe.StripeClient, new_checkout: New
) -> None:
    coupon = client.v1.coupons.create({"amount_off": 1_000, "currency": "eur"})
    session = new_checkout(line_items=lines(3_333, 3_333, 3_334), discounts=[{"coupon": coupon.id}])
    assert (session.amount_subtotal, session.amount_total) == (10_000, 9_000)
    items = client.v1.checkout.sessions.line_items.list(session.id).data
    assert sum(item.amount_discount for item in items) == 1_000


def test_a_buyer_types_a_promotion_code(
    client: stripe.StripeClient,
    control: Control,
    new_checkout: New,
    promotion: stripe.PromotionCode,
) -> None:
    session = new_checkout(allow_promotion_codes=True)
    assert control.apply_code(session.id, "wrong") == "This code is invalid."
    assert control.apply_code(session.id, "early") == ""
    control.pay(session.id)
    paid = client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["discounts.promotion_code"]}
    )
    assert paid.amount_subtotal == 24_000
    assert paid.amount_total == 21_000
    assert paid.total_details is not None
    assert paid.total_details.amount_discount == 3_000
    assert paid.discounts is not None
    assert paid.discounts[0].promotion_code.code == "EARLY"  # type: ignore[union-attr]
    used = client.v1.promotion_codes.retrieve(promotion.id)
    assert (used.times_redeemed, used.active) == (1, False)
    assert control.apply_code(new_checkout(allow_promotion_codes=True).id, "EARLY") != ""


def test_a_code_taken_off_again_leaves_the_whole_price(
    control: Control, client: stripe.StripeClient, new_checkout: New, promotion: Any
) -> None:
    session = new_checkout(allow_promotion_codes=True)
    control.apply_code(session.id, promotion.code)
    control.apply_code(session.id, "")
    assert client.v1.checkout.sessions.retrieve(session.id).amount_total == 24_000


def test_a_discount_of_everything_needs_no_payment(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    coupon = client.v1.coupons.create({"percent_off": 100})
    session = new_checkout(discounts=[{"coupon": coupon.id}])
    assert session.amount_total == 0
    control.pay(session.id)
    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.payment_status, paid.payment_intent) == ("no_payment_required", None)


@pytest.mark.parametrize(
    "params",
    [
        {"percent_off": 10, "amount_off": 5, "currency": "eur"},
        {},
        {"percent_off": 101},
        {"amount_off": 5},
        {"percent_off": 10, "duration": "forever"},
    ],
)
def test_a_coupon_takes_off_either_a_share_or_a_sum(
    client: stripe.StripeClient, params: Any
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.coupons.create(params)


def test_a_coupon_is_kept_and_can_be_renamed_and_deleted(client: stripe.StripeClient) -> None:
    coupon = client.v1.coupons.create({"percent_off": 10, "id": "SPRING", "name": "Spring"})
    renamed = client.v1.coupons.update(coupon.id, {"name": "May", "metadata": {"a": "b"}})
    assert (renamed.name, renamed.metadata.to_dict()) == ("May", {"a": "b"})
    assert [found.id for found in client.v1.coupons.list().data] == ["SPRING"]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.coupons.create({"percent_off": 5, "id": "SPRING"})
    assert client.v1.coupons.delete(coupon.id).deleted is True
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.coupons.retrieve(coupon.id)


def test_a_coupon_runs_out(
    client: stripe.StripeClient, control: Control, new_checkout: New
) -> None:
    control.clock_set(1_734_000_000)
    coupon = client.v1.coupons.create({"percent_off": 10, "redeem_by": 1_734_000_100})
    control.clock_advance(101)
    assert client.v1.coupons.retrieve(coupon.id).valid is False
    with pytest.raises(stripe.InvalidRequestError):
        new_checkout(discounts=[{"coupon": coupon.id}])


@pytest.mark.parametrize(
    ("inclusive", "tax", "total"), [(True, 4_000, 24_000), (False, 4_800, 28_800)]
)
def test_a_tax_rate_is_inside_the_price_or_added_to_it(
    client: stripe.StripeClient, new_checkout: New, inclusive: bool, tax: int, total: int
) -> None:
    rate = client.v1.tax_rates.create(
        {"display_name": "VAT", "percentage": 20, "inclusive": inclusive, "country": "UA"}
    )
    session = new_checkout(line_items=lines(24_000, rates=[rate.id]))
    assert (session.total_details.amount_tax, session.amount_total) == (tax, total)  # type: ignore[union-attr]
    items = client.v1.checkout.sessions.line_items.list(session.id, {"expand": ["data.taxes"]})
    assert items.data[0].taxes is not None
    assert items.data[0].taxes[0].rate.id == rate.id

"""The lines of a checkout: what they cost, what a discount takes off, what tax they hold.

All amounts are integers of the currency's smallest unit. The arithmetic is the stand-in's
own, so that it checks the site's instead of sharing its mistakes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from courseplatform.sandbox.store import Body
from courseplatform.sandbox.stripe import amounts, products
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import invalid, missing, unknown

MOST_LINES = 100


@dataclass(frozen=True)
class Totals:
    """What the lines come to together."""

    subtotal: int
    discount: int
    tax: int
    total: int


def build(account: Account, given: list[dict[str, Any]]) -> list[Body]:
    """The line items of a new checkout, each with its price and product. Raises ApiError."""
    if not given:
        raise missing("line_items")
    if len(given) > MOST_LINES:
        raise invalid("line_items", f"A checkout can have {MOST_LINES} line items at most.")
    items = [_item(account, line, f"line_items[{index}]") for index, line in enumerate(given)]
    currencies = sorted({item["currency"] for item in items})
    if len(currencies) > 1:
        raise invalid(
            "line_items", f"All line items must have one currency, not {' and '.join(currencies)}."
        )
    return items


def price(items: list[Body], coupon: Body | None) -> Totals:
    """Writes discount, tax and total into the items; returns the sums."""
    shares = _discount_shares([item["amount_subtotal"] for item in items], coupon)
    for item, share in zip(items, shares, strict=True):
        taxable = item["amount_subtotal"] - share
        taxes = [_tax(rate, taxable) for rate in item["_rates"]]
        added = sum(
            tax["amount"]
            for tax, rate in zip(taxes, item["_rates"], strict=True)
            if not rate["inclusive"]
        )
        item["amount_discount"] = share
        item["amount_tax"] = sum(tax["amount"] for tax in taxes)
        item["amount_total"] = taxable + added
        item["_taxes"] = taxes
    return Totals(
        subtotal=sum(item["amount_subtotal"] for item in items),
        discount=sum(shares),
        tax=sum(item["amount_tax"] for item in items),
        total=sum(item["amount_total"] for item in items),
    )


def shown(item: Body) -> Body:
    """The item as the API shows it, without what only the stand-in knows."""
    return {key: value for key, value in item.items() if not key.startswith("_")}


def _discount_shares(subtotals: list[int], coupon: Body | None) -> list[int]:
    """What each line gives to the discount: in proportion, and summing to the whole."""
    subtotal = sum(subtotals)
    if coupon is None or subtotal == 0:
        return [0] * len(subtotals)
    if coupon["percent_off"] is not None:
        whole = amounts.rounded(Decimal(subtotal) * Decimal(str(coupon["percent_off"])) / 100)
    else:
        whole = min(coupon["amount_off"], subtotal)
    exact = [Decimal(whole) * amount / subtotal for amount in subtotals]
    shares = [int(part) for part in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: shares[at] - exact[at])
    for at in by_rest[: whole - sum(shares)]:
        shares[at] += 1
    return shares


def _tax(rate: Body, taxable: int) -> Body:
    percentage = Decimal(str(rate["percentage"]))
    base = 100 + percentage if rate["inclusive"] else Decimal(100)
    amount = amounts.rounded(Decimal(taxable) * percentage / base)
    net = taxable - amount if rate["inclusive"] else taxable
    return {
        "amount": amount,
        "rate": rate,
        "taxability_reason": "standard_rated" if percentage else "zero_rated",
        "taxable_amount": net,
    }


def _item(account: Account, line: dict[str, Any], param: str) -> Body:
    quantity = line.get("quantity")
    if quantity is None:
        raise missing(f"{param}[quantity]")
    if quantity < 1:
        raise invalid(f"{param}[quantity]", "The quantity must be at least 1.")
    if "adjustable_quantity" in line and line["adjustable_quantity"]["enabled"]:
        raise invalid(
            f"{param}[adjustable_quantity]", "This stand-in does not offer adjustable quantities."
        )
    found = _price_of(account, line, param)
    rates = [
        account.need("tax_rate", rate, param=f"{param}[tax_rates]").body
        for rate in line.get("tax_rates", [])
    ]
    subtotal = found["unit_amount"] * quantity
    if subtotal > amounts.LARGEST:
        raise invalid(param, f"The amount must not be over {amounts.LARGEST}.", "amount_too_large")
    product = account.need("product", found["product"], param=f"{param}[price_data][product]").body
    return {
        "id": new_id("li_"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": subtotal,
        "amount_tax": 0,
        "amount_total": subtotal,
        "currency": found["currency"],
        "description": product["name"],
        "metadata": line.get("metadata") or {},
        "price": found,
        "quantity": quantity,
        "_rates": rates,
        "_taxes": [],
        "_details": product["description"],
    }


def _price_of(account: Account, line: dict[str, Any], param: str) -> Body:
    if "price" in line and "price_data" in line:
        raise invalid(param, "Give price or price_data for a line item, not both.")
    if "price" in line:
        found = account.need("price", line["price"], param=f"{param}[price]").body
        if found["type"] != "one_time":
            raise invalid(f"{param}[price]", "A payment takes prices of type one_time only.")
        return found
    if "price_data" not in line:
        raise missing(f"{param}[price_data]")
    return _price_from_data(account, line["price_data"], f"{param}[price_data]")


def _price_from_data(account: Account, data: dict[str, Any], param: str) -> Body:
    if "recurring" in data:
        raise unknown(f"{param}[recurring]")
    if ("product" in data) == ("product_data" in data):
        raise invalid(param, f"Give exactly one of {param}[product] and {param}[product_data].")
    if "product_data" in data:
        product = products.add_product(
            account, data["product_data"], f"{param}[product_data]", active=False
        )
    else:
        product = account.need("product", data["product"], param=f"{param}[product]").body
    return products.add_price(account, data, product["id"], param, active=False)

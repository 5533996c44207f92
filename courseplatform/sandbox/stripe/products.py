"""Products and prices, mostly made in passing for the lines of a checkout."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from courseplatform.sandbox.store import Body
from courseplatform.sandbox.stripe import lists, metadata
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import invalid, missing
from courseplatform.sandbox.stripe.surface import Params, call

CURRENCIES = frozenset(
    {"chf", "eur", "gbp", "jpy", "kwd", "usd", "dkk", "nok", "pln", "sek", "uah"}
)


def add_product(
    account: Account, data: dict[str, Any], param: str = "", *, active: bool = True
) -> Body:
    """Stores a product with this name, description and metadata."""
    if not data["name"].strip():
        raise invalid(f"{param}[name]", "A product needs a name.", "parameter_invalid_empty")
    body = {
        "id": data.get("id") or new_id("prod_", 14),
        "object": "product",
        "active": active,
        "created": account.now,
        "default_price": None,
        "description": data.get("description") or None,
        "images": data.get("images") or [],
        "livemode": False,
        "marketing_features": [],
        "metadata": metadata.checked(data.get("metadata")),
        "name": data["name"],
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": data.get("tax_code"),
        "type": "service",
        "unit_label": data.get("unit_label"),
        "updated": account.now,
        "url": None,
    }
    return account.add("product", body).body


def add_price(
    account: Account, data: dict[str, Any], product: str, param: str = "", *, active: bool = True
) -> Body:
    """Stores a one-time price of a product. Raises ApiError for a bad amount or currency."""

    def at(name: str) -> str:
        return f"{param}[{name}]" if param else name

    currency = data["currency"].lower()
    if currency not in CURRENCIES:
        raise invalid(at("currency"), f"Invalid currency: {data['currency']}.")
    amount = _unit_amount(data, at)
    body = {
        "id": new_id("price_"),
        "object": "price",
        "active": active,
        "billing_scheme": "per_unit",
        "created": account.now,
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": metadata.checked(data.get("metadata")),
        "nickname": data.get("nickname"),
        "product": product,
        "recurring": None,
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }
    return account.add("price", body).body


def _unit_amount(data: dict[str, Any], at: Any) -> int:
    if "unit_amount" in data and "unit_amount_decimal" in data:
        raise invalid(at("unit_amount"), "Give unit_amount or unit_amount_decimal, not both.")
    if "unit_amount_decimal" in data:
        exact = Decimal(data["unit_amount_decimal"])
        if exact != int(exact):
            raise invalid(at("unit_amount_decimal"), "This stand-in takes whole units only.")
        amount = int(exact)
    elif "unit_amount" in data:
        amount = data["unit_amount"]
    else:
        raise missing(at("unit_amount"))
    if amount < 0:
        raise invalid(
            at("unit_amount"), "This value must be at least 0.", "parameter_invalid_integer"
        )
    return int(amount)


@call("GET", "/v1/products/{id}")
def retrieve_product(account: Account, _params: Params, identifier: str) -> Body:
    """One product."""
    return account.need("product", identifier).body


@call("GET", "/v1/products")
def list_products(account: Account, params: Params) -> Body:
    """The products, newest first."""
    return lists.page(
        account, "product", "/v1/products", params, where={"active": params.get("active")}
    )


@call("GET", "/v1/prices/{price}")
def retrieve_price(account: Account, _params: Params, identifier: str) -> Body:
    """One price."""
    return account.need("price", identifier).body


@call("GET", "/v1/prices")
def list_prices(account: Account, params: Params) -> Body:
    """The prices, newest first."""
    return lists.page(
        account, "price", "/v1/prices", params, where={"product": params.get("product")}
    )

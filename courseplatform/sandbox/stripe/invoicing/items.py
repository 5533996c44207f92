"""Invoice items: the lines of a draft while it is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import lists, metadata, products
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.errors import invalid, missing, wrong_state
from courseplatform.sandbox.stripe.invoicing import lines
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "invoiceitem"
_PLAYED = frozenset({
    "amount", "currency", "customer", "description", "invoice", "metadata", "period",
    "price_data", "pricing", "quantity", "tax_behavior", "tax_rates", "unit_amount_decimal",
})  # fmt: skip


@call("POST", "/v1/invoiceitems")
def create(account: Account, params: Params) -> Body:
    """Adds an item to a draft, or keeps it for the customer's next invoice."""
    for name in params:
        if name not in _PLAYED:
            raise invalid(name, f"This stand-in does not play the parameter {name}.")
    invoice = _draft(account, params["invoice"]) if "invoice" in params else None
    customer = params.get("customer") or (invoice.body["customer"] if invoice else None)
    if customer is None:
        raise missing("customer")
    if invoice and invoice.body["customer"] != customer:
        raise invalid("customer", "The item and its invoice belong to different customers.")
    account.need("customer", customer, param="customer")
    quantity = params.get("quantity", 1)
    price = _price(account, params, invoice)
    if invoice and price["currency"] != invoice.body["currency"]:
        raise invalid("currency", f"The invoice is in {invoice.body['currency']}.")
    amount = params["amount"] if "amount" in params else price["unit_amount"] * quantity
    body = {
        "id": new_id("ii_"),
        "object": KIND,
        "amount": amount,
        "currency": price["currency"],
        "customer": customer,
        "customer_account": None,
        "date": account.now,
        "description": params.get("description") or _product_name(account, price),
        "discountable": True,
        "discounts": [],
        "frozen_fields": None,
        "invoice": invoice.id if invoice else None,
        "livemode": False,
        "metadata": metadata.checked(params.get("metadata")),
        "net_amount": amount,
        "parent": None,
        "period": params.get("period", {"start": account.now, "end": account.now}),
        "pricing": {
            "type": "price_details",
            "price_details": {"price": price["id"], "product": price["product"]},
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "proration": False,
        "quantity": quantity,
        "quantity_decimal": str(quantity),
        "tax_rates": [
            account.need("tax_rate", rate, param="tax_rates").body
            for rate in params.get("tax_rates", [])
        ],
        "test_clock": None,
    }
    account.add(KIND, body)
    account.emit("invoiceitem.created", body)
    if invoice:
        lines.refresh(account, invoice)
    return body


@call("GET", "/v1/invoiceitems/{invoiceitem}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One item."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/invoiceitems")
def listed(account: Account, params: Params) -> Body:
    """The items, newest first."""
    where = {name: params.get(name) for name in ("customer", "invoice")}
    return lists.page(account, KIND, "/v1/invoiceitems", params, where=where)


@call("POST", "/v1/invoiceitems/{invoiceitem}")
def update(account: Account, params: Params, identifier: str) -> Body:
    """Changes words, sum or metadata of an item whose invoice is still a draft."""
    record = account.need(KIND, identifier, lock=True)
    for name in params:
        if name not in {"amount", "description", "metadata", "period"}:
            raise invalid(name, f"This stand-in does not play the parameter {name}.")
    invoice = _draft(account, record.body["invoice"]) if record.body["invoice"] else None
    changes: dict[str, Any] = {key: params[key] for key in params if key != "metadata"}
    if "amount" in params:
        changes["net_amount"] = params["amount"]
    if "metadata" in params:
        changes["metadata"] = metadata.merged(record.body["metadata"], params["metadata"])
    account.save(record, **changes)
    if invoice:
        lines.refresh(account, invoice)
    return record.body


@call("DELETE", "/v1/invoiceitems/{invoiceitem}")
def delete(account: Account, _params: Params, identifier: str) -> Body:
    """Takes an item off its draft."""
    record = account.need(KIND, identifier, lock=True)
    invoice = _draft(account, record.body["invoice"]) if record.body["invoice"] else None
    account.transaction.remove(record)
    account.emit("invoiceitem.deleted", record.body)
    if invoice:
        lines.refresh(account, invoice)
    return {"id": identifier, "object": KIND, "deleted": True}


def adopt(account: Account, invoice: Record) -> None:
    """Takes the customer's waiting items of the invoice's currency onto a draft."""
    for item in account.find(KIND, customer=invoice.body["customer"]):
        if item.body["invoice"] is None and item.body["currency"] == invoice.body["currency"]:
            account.save(item, invoice=invoice.id)


def _draft(account: Account, identifier: str) -> Record:
    record = account.need("invoice", identifier, lock=True, param="invoice")
    if record.body["status"] != "draft":
        raise wrong_state(
            "You can only change the items of a draft. This invoice has been finalized.",
            code="invoice_not_editable",
        )
    return record


def _price(account: Account, params: Params, invoice: Record | None) -> Body:
    """The price behind an item: a stored one, one in line, or one made for a mere sum."""
    if "pricing" in params:
        return account.need("price", params["pricing"]["price"], param="pricing[price]").body
    if "price_data" in params:
        data = params["price_data"]
        account.need("product", data["product"], param="price_data[product]")
        return products.add_price(account, data, data["product"], "price_data", active=False)
    if ("amount" in params) == ("unit_amount_decimal" in params):
        raise missing("amount")
    currency = params.get("currency") or (invoice.body["currency"] if invoice else "")
    if not currency:
        raise missing("currency")
    unit = int(Decimal(str(params.get("unit_amount_decimal") or params.get("amount") or 0)))
    name = params.get("description") or "Invoice item"
    product = products.add_product(account, {"name": name}, active=False)
    price = {
        "currency": currency,
        "unit_amount": abs(unit),
        "tax_behavior": params.get("tax_behavior", "unspecified"),
    }
    return products.add_price(account, price, product["id"], active=False)


def _product_name(account: Account, price: Body) -> str:
    return str(account.need("product", price["product"]).body["name"])

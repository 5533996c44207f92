"""What an invoice's lines come to, tax by tax.

A line's amount is as it was entered: with an inclusive rate the tax is in it, with an
exclusive one it comes on top in the invoice's total.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import amounts, lists
from courseplatform.sandbox.stripe.account import Account, new_id


def refresh(account: Account, invoice: Record) -> None:
    """Writes lines and sums of a draft anew from its items."""
    items = account.find("invoiceitem", invoice=invoice.id)
    lines = [_line(account, item, invoice.body) for item in items]
    put(invoice, lines)
    account.save(invoice)


def put(invoice: Record, lines: list[Body]) -> None:
    """Gives the invoice these lines and the sums that follow from them."""
    body = invoice.body
    taxes = [tax for line in lines for tax in line["taxes"]]
    inclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "inclusive")
    exclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    subtotal = sum(line["amount"] for line in lines)
    body["lines"] = lists.envelope(lines, f"/v1/invoices/{invoice.id}/lines")
    body["subtotal"] = subtotal
    body["subtotal_excluding_tax"] = subtotal - inclusive
    body["total"] = subtotal + exclusive
    body["total_excluding_tax"] = subtotal - inclusive
    body["total_taxes"] = summed(taxes)
    settle(body)


def settle(body: Body) -> None:
    """What is due and what remains, after credit notes and payments."""
    body["amount_due"] = body["total"] - body["pre_payment_credit_notes_amount"]
    body["amount_remaining"] = max(0, body["amount_due"] - body["amount_paid"])


def build(  # noqa: PLR0917 - a line has as many facts
    identifier: str,
    description: str | None,
    amount: int,
    quantity: int,
    price: Body,
    rates: list[Body],
) -> Body:
    """One line, not yet of any invoice; the keys that tell where it came from are blank."""
    return {
        "id": identifier,
        "object": "line_item",
        "amount": amount,
        "currency": price["currency"],
        "description": description,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": {},
        "parent": None,
        "period": {"start": price["created"], "end": price["created"]},
        "pretax_credit_amounts": [],
        "pricing": {
            "type": "price_details",
            "price_details": {"price": price["id"], "product": price["product"]},
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": quantity,
        "quantity_decimal": str(quantity),
        "subscription": None,
        "subtotal": amount,
        "taxes": [tax(rate, amount) for rate in rates],
    }


def tax(rate: Body, amount: int) -> Body:
    """What one rate takes from, or puts on, an amount."""
    percentage = Decimal(str(rate["percentage"]))
    base = 100 + percentage if rate["inclusive"] else Decimal(100)
    share = amounts.rounded(Decimal(amount) * percentage / base)
    return {
        "amount": share,
        "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": "standard_rated" if percentage else "zero_rated",
        "taxable_amount": amount - share if rate["inclusive"] else amount,
        "type": "tax_rate_details",
    }


def summed(taxes: list[Body]) -> list[Body]:
    """The taxes of many lines, one entry a rate."""
    found: dict[str, Body] = {}
    for entry in taxes:
        rate = entry["tax_rate_details"]["tax_rate"]
        if rate in found:
            found[rate]["amount"] += entry["amount"]
            found[rate]["taxable_amount"] += entry["taxable_amount"]
        else:
            found[rate] = dict(entry)
    return list(found.values())


def _line(account: Account, item: Record, invoice: Body) -> Body:
    rates = item.body["tax_rates"] or invoice["default_tax_rates"]
    price = account.need("price", item.body["pricing"]["price_details"]["price"]).body
    line = build(
        item.private.setdefault("line", new_id("il_")),
        item.body["description"],
        item.body["amount"],
        item.body["quantity"],
        price,
        rates,
    )
    account.save(item)
    line["invoice"] = invoice["id"]
    line["metadata"] = item.body["metadata"]
    line["period"] = item.body["period"]
    line["parent"] = {
        "type": "invoice_item_details",
        "invoice_item_details": _details(item.id),
        "subscription_item_details": None,
    }
    return line


def _details(item: str) -> dict[str, Any]:
    return {
        "invoice_item": item,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": None,
    }

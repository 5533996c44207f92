"""The paid invoice of a checkout that asked for one (``invoice_creation``)."""

from __future__ import annotations

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe.account import Account, new_id
from courseplatform.sandbox.stripe.invoicing import invoices, lines, moving, payments


def make(account: Account, session: Record) -> str:
    """Writes, finalizes and marks as paid the invoice of a paid session; returns its id."""
    customer = account.need("customer", session.body["customer"]).body
    record = invoices.add(account, customer, session.body["currency"], "charge_automatically")
    told = session.body["invoice_creation"]["invoice_data"]
    for name in ("description", "footer", "custom_fields", "metadata"):
        record.body[name] = told[name]
    lines.put(record, [_line(item, record.id) for item in session.private["items"]])
    account.save(record)
    account.emit("invoice.created", record.body)
    moving.number(account, record)
    account.save(record, status="open")
    account.emit("invoice.finalized", record.body)
    intent = session.body["payment_intent"]
    payment = payments.add(account, record, intent, record.body["total"], default=True)
    payments.mark_payment(account, payment, record.body["total"])
    account.save(record, amount_paid=record.body["total"])
    lines.settle(record.body)
    payments.mark_paid(account, record)
    return record.id


def _line(item: Body, invoice: str) -> Body:
    amount = item["amount_subtotal"] - item["amount_discount"]
    line = lines.build(
        new_id("il_"),
        item["description"],
        amount,
        item["quantity"],
        item["price"],
        item["_rates"],
    )
    return {**line, "invoice": invoice, "subtotal": item["amount_subtotal"]}

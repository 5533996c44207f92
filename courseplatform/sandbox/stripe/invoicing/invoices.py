"""Invoices: written as drafts, then only moved on."""

from __future__ import annotations

from typing import Any

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import lists, metadata
from courseplatform.sandbox.stripe.account import DAY, Account, new_id
from courseplatform.sandbox.stripe.errors import invalid, missing, wrong_state
from courseplatform.sandbox.stripe.invoicing import items, lines
from courseplatform.sandbox.stripe.surface import Params, call

KIND = "invoice"
FINALIZED_AFTER = 3_600
_PLAYED = frozenset({
    "auto_advance", "automatic_tax", "collection_method", "currency", "custom_fields",
    "customer", "days_until_due", "default_tax_rates", "description", "due_date", "footer",
    "issuer", "metadata", "number", "payment_settings", "pending_invoice_items_behavior",
})  # fmt: skip
_CHANGED_LATER = frozenset({"metadata", "auto_advance"})


@call("POST", "/v1/invoices")
def create(account: Account, params: Params) -> Body:
    """Writes a draft for a customer, to be sent and paid by bank transfer."""
    _check(params)
    if "customer" not in params:
        raise missing("customer")
    if params.get("collection_method") != "send_invoice":
        raise invalid("collection_method", "This stand-in plays send_invoice only.")
    customer = account.need("customer", params["customer"], param="customer").body
    currency = str(params.get("currency") or customer["currency"] or "eur")
    record = add(account, customer, currency, "send_invoice")
    days = params.get("days_until_due")
    if (days is None) == ("due_date" not in params):
        raise invalid("days_until_due", "Give exactly one of days_until_due and due_date.")
    record.private["days_until_due"] = days
    _write(account, record, params)
    record.body["due_date"] = params.get("due_date", account.now + DAY * (days or 0))
    account.save(record)
    if params.get("pending_invoice_items_behavior") == "include":
        items.adopt(account, record)
        lines.refresh(account, record)
    _plan(account, record)
    account.emit("invoice.created", record.body)
    return record.body


def add(account: Account, customer: Body, currency: str, collection_method: str) -> Record:
    """Stores an empty draft."""
    identifier = new_id("in_")
    body = {
        "id": identifier,
        "object": KIND,
        "account_country": "UA",
        "account_name": "Practice account",
        "account_tax_ids": None,
        "amount_due": 0,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_paid_off_stripe": 0,
        "amount_remaining": 0,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": False,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "automatically_finalizes_at": None,
        "billing_reason": "manual",
        "collection_method": collection_method,
        "created": account.now,
        "currency": currency,
        "custom_fields": None,
        "customer": customer["id"],
        "customer_account": None,
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": None,
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": [
            {"type": found.body["type"], "value": found.body["value"]}
            for found in account.find("tax_id", customer=customer["id"])
        ],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "due_date": None,
        "effective_at": None,
        "ending_balance": None,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "lines": lists.envelope([], f"/v1/invoices/{identifier}/lines"),
        "livemode": False,
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "parent": None,
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": account.now,
        "period_start": account.now,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": 0,
        "statement_descriptor": None,
        "status": "draft",
        "status_transitions": dict.fromkeys(
            ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
        ),
        "subtotal": 0,
        "subtotal_excluding_tax": 0,
        "test_clock": None,
        "total": 0,
        "total_discount_amounts": [],
        "total_excluding_tax": 0,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": None,
    }
    return account.add(KIND, body)


@call("GET", "/v1/invoices/{invoice}")
def retrieve(account: Account, _params: Params, identifier: str) -> Body:
    """One invoice."""
    return account.need(KIND, identifier).body


@call("GET", "/v1/invoices")
def listed(account: Account, params: Params) -> Body:
    """The invoices, newest first."""
    if "due_date" in params:
        raise invalid("due_date", "This stand-in does not filter invoices by their due date.")
    names = ("collection_method", "customer", "status")
    where = {name: params.get(name) for name in names}
    return lists.page(account, KIND, "/v1/invoices", params, where=where)


@call("GET", "/v1/invoices/{invoice}/lines")
def listed_lines(account: Account, params: Params, identifier: str) -> Body:
    """The lines of an invoice in their own order."""
    body = account.need(KIND, identifier).body
    return lists.slice_of(body["lines"]["data"], body["lines"]["url"], params)


@call("POST", "/v1/invoices/{invoice}")
def update(account: Account, params: Params, identifier: str) -> Body:
    """Changes a draft; of a finalized invoice little more than the metadata."""
    _check(params)
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] != "draft" and set(params) - _CHANGED_LATER:
        raise wrong_state(
            "Finalized invoices can't be updated in this way. Void the invoice and write "
            "another, or make a credit note.",
            code="invoice_not_editable",
        )
    _write(account, record, params)
    if "days_until_due" in params:
        record.private["days_until_due"] = params["days_until_due"]
        record.body["due_date"] = account.now + DAY * params["days_until_due"]
    if "due_date" in params:
        record.private["days_until_due"] = None
        record.body["due_date"] = params["due_date"]
    if record.body["status"] == "draft":
        lines.refresh(account, record)
        _plan(account, record)
    account.save(record)
    account.emit("invoice.updated", record.body)
    return record.body


@call("DELETE", "/v1/invoices/{invoice}")
def delete(account: Account, _params: Params, identifier: str) -> Body:
    """Throws a draft away; an invoice that has a number can only be voided."""
    record = account.need(KIND, identifier, lock=True)
    if record.body["status"] != "draft":
        raise wrong_state("You can only delete draft invoices.", code="invoice_not_editable")
    for item in account.find("invoiceitem", invoice=identifier):
        account.transaction.remove(item)
    account.unschedule("finalize invoice", identifier)
    account.transaction.remove(record)
    account.emit("invoice.deleted", record.body)
    return {"id": identifier, "object": KIND, "deleted": True}


def _check(params: Params) -> None:
    for name in params:
        if name not in _PLAYED:
            raise invalid(name, f"This stand-in does not play the parameter {name}.")
    if (params.get("automatic_tax") or {}).get("enabled"):
        raise invalid("automatic_tax", "This stand-in calculates tax by rates only.")
    if params.get("days_until_due", 0) < 0:
        raise invalid("days_until_due", "days_until_due must not be negative.")


def _write(account: Account, record: Record, params: Params) -> None:
    plain = ("auto_advance", "description", "footer", "number", "custom_fields")
    changes: dict[str, Any] = {key: params[key] or None for key in plain if key in params}
    if "auto_advance" in params:
        changes["auto_advance"] = params["auto_advance"]
    if "default_tax_rates" in params:
        changes["default_tax_rates"] = [
            account.need("tax_rate", rate, param="default_tax_rates").body
            for rate in params["default_tax_rates"] or []
        ]
    if "metadata" in params:
        changes["metadata"] = metadata.merged(record.body["metadata"], params["metadata"])
    settings = params.get("payment_settings")
    if settings is not None:
        types = settings.get("payment_method_types") or None
        changes["payment_settings"] = {
            **record.body["payment_settings"],
            "payment_method_types": types,
            "payment_method_options": _options(settings.get("payment_method_options")),
        }
    account.save(record, **changes)


def _options(given: Any) -> Body | None:
    """What was said about bank transfers; nothing else is played."""
    transfer = (given or {}).get("customer_balance")
    return {"customer_balance": transfer} if transfer else None


def _plan(account: Account, record: Record) -> None:
    """A draft that advances by itself is finalized after an hour."""
    account.unschedule("finalize invoice", record.id)
    at = account.now + FINALIZED_AFTER if record.body["auto_advance"] else None
    account.save(record, automatically_finalizes_at=at)
    if at is not None:
        account.schedule(at, "finalize invoice", record.id)

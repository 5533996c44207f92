"""What deliveries about invoices, numbers and unmatched money make us do."""

from __future__ import annotations

import json
from typing import Any

from courses.orders.models import Order
from courses.payment import bill_settling, registering, review
from courses.payment.bill_models import ProviderCustomer, ProviderInvoice
from courses.payment.models import Delivery
from courses.payment.providers.registry import bill_provider

SOURCE = "webhook"


def invoice(delivery: Delivery) -> str:
    """Read an invoice of ours again and apply what it is; others of the account are ignored."""
    about = _subject(delivery)
    bill_id = str(about.get("invoice") or delivery.object_id)
    row = ProviderInvoice.objects.filter(provider=delivery.provider, invoice_id=bill_id).first()
    if row is not None:
        bill_settling.sync(row, source=SOURCE)
        return "done"
    # The process may have died between sending it and noting its id.
    seen = bill_provider(delivery.provider).read_bill(bill_id)
    row = ProviderInvoice.objects.filter(
        provider=delivery.provider, ref=seen.reference, invoice_id=""
    ).first()
    if row is None:
        return "ignored"
    bill_settling.apply(row, seen, source=SOURCE)
    return "done"


def tax_number(delivery: Delivery) -> str:
    """Keep what the register said of a company's VAT number."""
    return registering.look(delivery.provider, str(_subject(delivery).get("customer") or ""))


def unmatched_money(delivery: Delivery) -> str:
    """Money came from a company of ours that names no invoice: a person says what it is for."""
    customer = str(_subject(delivery).get("customer") or "")
    row = (
        ProviderCustomer.objects.filter(provider=delivery.provider, customer_id=customer)
        .select_related("order")
        .first()
        if customer
        else None
    )
    if row is None:
        return "ignored"
    review.raise_item(
        "transfer-unmatched",
        f"event:{delivery.event_id}",
        f"Order {row.order.number}: a transfer came that names no invoice. It waits at the payment "
        f"service with the company ({customer}): match it there, or send it back.{_hint(row.order)}",
        row.order,
    )
    return "done"


def _hint(order: Order) -> str:
    waiting = order.provider_invoices.filter(state="open").first()
    return f" Its invoice {waiting.document.number} is still open." if waiting else ""


def _subject(delivery: Delivery) -> dict[str, Any]:
    """Return the object of a delivery as it was told: a hint at what to read, never the truth."""
    try:
        told = json.loads(bytes(delivery.body))["data"]["object"]
    except (ValueError, KeyError, TypeError):
        return {}
    return told if isinstance(told, dict) else {}

"""The frozen parameters of a company and of its invoice, in the provider's words."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings

from courseplatform.kit.walltime import to_instant_near
from courses.invoicing.models import Document
from courses.orders.models import Order
from courses.payment.bill_models import ProviderCustomer, ProviderInvoice

# Which bank account a transfer goes to is chosen by the currency; others are left to the provider.
TRANSFERS: dict[str, dict[str, Any]] = {
    "EUR": {"type": "eu_bank_transfer"},
    "GBP": {"type": "gb_bank_transfer"},
    "USD": {"type": "us_bank_transfer"},
}


def customer_parameters(order: Order, row: ProviderCustomer) -> dict[str, Any]:
    """Return what the provider is told of a company: what stands on its bill, and our marks."""
    told = order.billing
    first, *rest = [line for line in told.address.splitlines() if line.strip()] or [""]
    return {
        "name": (told.company or told.name)[:150],
        "email": told.email or order.buyer.email or "",
        "address": {
            "line1": first[:200],
            "line2": ", ".join(rest)[:200],
            "country": told.country,
        },
        "preferred_locales": [order.language],
        "metadata": {
            "order_ref": order.ref,
            "customer_ref": row.ref,
            "installation": settings.SITE_URL,
        },
    }


def invoice_parameters(document: Document, row: ProviderInvoice) -> dict[str, Any]:
    """Return the invoice and its one line: gross, since what it consists of stands on our document."""
    order = document.order
    session = order.session
    currency = order.currency.lower()
    day = f"{session.starts_local:%-d %B %Y}"
    return {
        "invoice": {
            "collection_method": "send_invoice",
            "auto_advance": False,
            "currency": currency,
            "due_date": _due(order),
            "number": document.number,
            "description": f"{document.number}, order {order.number}",
            "pending_invoice_items_behavior": "exclude",
            "payment_settings": _payment(order.currency),
            "metadata": {
                "order_ref": order.ref,
                "bill_ref": row.ref,
                "installation": settings.SITE_URL,
            },
        },
        "item": {
            "amount": document.snapshot["open_minor"],
            "currency": currency,
            "description": f"{session.course.title}, {day}"[:250],
        },
    }


def _due(order: Order) -> int:
    """Return the end of the last day for paying, as seconds since 1970."""
    day = order.pay_by_on or order.created_at.date()
    ends = to_instant_near(datetime.combine(day + timedelta(days=1), time()), order.session.zone)
    return int(ends.timestamp())


def _payment(currency: str) -> dict[str, Any]:
    transfer = TRANSFERS.get(currency)
    if transfer is None:
        return {}
    if currency == "EUR":
        country = settings.STRIPE_BANK_TRANSFER_COUNTRY
        transfer = {**transfer, "eu_bank_transfer": {"country": country}}
    return {
        "payment_method_types": ["customer_balance"],
        "payment_method_options": {
            "customer_balance": {"funding_type": "bank_transfer", "bank_transfer": transfer}
        },
    }

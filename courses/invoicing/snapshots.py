"""What a document says, copied from the order at the moment it is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from courseplatform.people.models import Organiser
from courses.invoicing.models import Document, DocumentKind
from courses.orders.lines import Grouped, grouped, lines_are_net
from courses.orders.models import Order

SCHEMA = 1


class Why(StrEnum):
    """What a document follows from."""

    SALE = "sale"
    REFUND = "refund"  # money went back
    GIVEN_BACK = "given-back"  # places were given back before they were paid
    UNPAID = "unpaid"  # the money did not come, so the places went back
    CARRIED = "carried"  # the money went along to the order of another session
    CORRECTION = "correction"  # the buyer's particulars were wrong


@dataclass(frozen=True)
class Cause:
    """What leads to a document.

    Attributes:
        occurred_at: when the money moved, or the claim changed (UTC).
        amount_minor: the gross sum; None for the whole order.
        vat_minor: the VAT in it; None for the whole order's.
        about: the document that is taken back, or whose payment is confirmed.
    """

    kind: DocumentKind
    number: str
    issued_on: date
    occurred_at: datetime
    why: Why = Why.SALE
    amount_minor: int | None = None
    vat_minor: int | None = None
    about: Document | None = None


def facts(order: Order, cause: Cause, *, open_minor: int) -> dict[str, Any]:
    """Return what is true of a document as plain data: sums in minor units, instants as ISO text."""
    billing, session = order.billing, order.session
    total = order.total_minor if cause.amount_minor is None else cause.amount_minor
    vat = order.vat_minor if cause.vat_minor is None else cause.vat_minor
    rows = [(line.description, line.amount_minor) for line in order.lines.all()]
    is_net = lines_are_net(
        sum(amount for _what, amount in rows), order.net_minor, order.total_minor
    )
    return {
        "schema": SCHEMA,
        "kind": cause.kind.value,
        "number": cause.number,
        "why": cause.why.value,
        "language": order.language,
        "order_number": order.number,
        "issued_on": cause.issued_on.isoformat(),
        "occurred_at": cause.occurred_at.isoformat(),
        "due_on": order.pay_by_on.isoformat() if order.pay_by_on else None,
        "open_minor": open_minor,
        "currency": order.currency,
        "seller": Organiser.current().snapshot(),
        "buyer": {
            "name": billing.name,
            "company": billing.company,
            "address": billing.address,
            "country": billing.country,
            "vat_number": billing.vat_number,
            "email": billing.email,
            "reference": billing.reference,
        },
        "session": {
            "course": session.course.title,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
            "zone": session.zone,
        },
        "is_net": is_net,
        "lines": [_line(line) for line in grouped(rows)] if cause.amount_minor is None else [],
        "net_minor": total - vat,
        "vat_minor": vat,
        "total_minor": total,
        "vat_basis_points": order.vat_bp,
        "vat_reason": order.vat_reason,
        "about": _about(cause.about),
    }


def complete(content: dict[str, Any], printed: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document's content with the words that are printed, so that those never change."""
    return {**content, "printed": dict(printed)}


def digest(content: dict[str, Any]) -> str:
    """Return the SHA-256 of a snapshot in its canonical form."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _line(line: Grouped) -> dict[str, Any]:
    return {
        "description": line.description,
        "quantity": line.quantity,
        "unit_minor": line.unit_minor,
        "amount_minor": line.amount_minor,
    }


def _about(document: Document | None) -> dict[str, str] | None:
    if document is None:
        return None
    return {"number": document.number, "issued_on": document.snapshot["issued_on"]}

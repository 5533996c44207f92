"""What a document says, copied from the order at the moment it is written."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from courseplatform.kit import clock
from courseplatform.kit.money import part
from courseplatform.people.models import Organiser
from courses.orders.models import Order


def snapshot(
    order: Order, *, kind: str, number: str, occurred_at: datetime, amount_minor: int | None
) -> dict[str, Any]:
    """Return the content of a document as plain data.

    A credit note over a part of the order carries one line with the same share of tax.
    """
    billing = order.billing
    session = order.session
    return {
        "kind": kind,
        "number": number,
        "order_number": order.number,
        "issued_on": clock.today(session.zone).isoformat(),
        "occurred_at": occurred_at.isoformat(),
        "currency": order.currency,
        "seller": Organiser.current().snapshot(),
        "buyer": {
            "name": billing.name,
            "company": billing.company,
            "address": billing.address,
            "country": billing.country,
            "vat_number": billing.vat_number,
            "email": billing.email,
        },
        "session": {
            "course": session.course.title,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
            "zone": session.zone,
        },
        "lines": _lines(order, kind, amount_minor),
        "total_minor": order.total_minor if amount_minor is None else amount_minor,
        "vat_minor": _vat(order, amount_minor),
        "vat_basis_points": order.vat_bp,
    }


def digest(content: dict[str, Any]) -> str:
    """Return the SHA-256 of a snapshot in its canonical form."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(order: Order, kind: str, amount_minor: int | None) -> list[dict[str, Any]]:
    if amount_minor is not None:
        return [{"description": f"Refund for order {order.number}", "amount_minor": amount_minor}]
    return [
        {"description": line.description, "amount_minor": line.amount_minor}
        for line in order.lines.all()
    ]


def _vat(order: Order, amount_minor: int | None) -> int:
    if amount_minor is None or not order.total_minor:
        return int(order.vat_minor)
    return part(order.vat_minor, amount_minor, order.total_minor)

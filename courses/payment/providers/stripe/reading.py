"""Turning Stripe's objects into our values, at the boundary and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from courses.payment.providers.contract import Checkout, MoneyMove, Notice, RefundSeen

REFERENCE = "refund_ref"
# What a payment of a completed checkout is when its slow method came to nothing.
FAILED = frozenset({"requires_payment_method", "canceled"})


def instant(seconds: int | None) -> datetime:
    """Return Stripe's seconds since 1970 as an aware instant in UTC."""
    return datetime.fromtimestamp(seconds or 0, UTC)


def an_id(value: Any) -> str:
    """Return the id of a field that may hold an id, an object or nothing."""
    if isinstance(value, dict):
        return str(value.get("id", ""))
    return str(value or "")


def checkout(data: dict[str, Any]) -> Checkout:
    """Read a checkout session, with its payment, charge and fee when they are expanded."""
    payment = data.get("payment_intent")
    charge = payment.get("latest_charge") if isinstance(payment, dict) else None
    charge = charge if isinstance(charge, dict) else {}
    paid = data.get("payment_status") or "unpaid"
    if paid == "unpaid" and isinstance(payment, dict) and payment.get("status") in FAILED:
        paid = "failed"
    fee = charge.get("balance_transaction")
    fee = fee if isinstance(fee, dict) else {}
    return Checkout(
        id=data["id"],
        status=data.get("status") or "open",
        paid=paid,
        currency=str(data.get("currency") or "").upper(),
        subtotal_minor=int(data.get("amount_subtotal") or 0),
        total_minor=int(data.get("amount_total") or 0),
        reference=data.get("client_reference_id") or "",
        url=data.get("url") or "",
        livemode=bool(data.get("livemode")),
        payment_id=an_id(payment),
        charge_id=str(charge.get("id", "")),
        fee_id=str(fee.get("id", "")),
        fee_minor=int(fee.get("fee", 0)),
        fee_currency=str(fee.get("currency", "")).upper(),
        paid_at=instant(charge["created"]) if charge.get("created") else None,
    )


def refund(data: dict[str, Any]) -> RefundSeen:
    """Read a refund."""
    return RefundSeen(
        id=data["id"],
        status=data.get("status") or "pending",
        amount_minor=int(data["amount"]),
        currency=str(data["currency"]).upper(),
        payment_id=an_id(data.get("payment_intent")),
        reference=(data.get("metadata") or {}).get(REFERENCE, ""),
        reason=data.get("reason") or "",
        failure=data.get("failure_reason") or "",
        made_at=instant(data.get("created")),
    )


def notice(data: dict[str, Any]) -> Notice:
    """Read an event's envelope; its body is a hint that is read again from the API."""
    thing = data["data"]["object"]
    payment = (
        thing["id"]
        if thing.get("object") == "payment_intent"
        else an_id(thing.get("payment_intent"))
    )
    return Notice(
        event_id=str(data["id"]),
        type=str(data["type"]),
        object_id=an_id(thing),
        payment_id=payment,
        api_version=data.get("api_version") or "",
        livemode=bool(data.get("livemode")),
        happened_at=instant(data.get("created")),
    )


def money_move(data: dict[str, Any]) -> MoneyMove:
    """Read a balance transaction."""
    return MoneyMove(
        id=data["id"],
        kind=data["type"],
        amount_minor=int(data["amount"]),
        fee_minor=int(data["fee"]),
        currency=str(data["currency"]).upper(),
        source_id=an_id(data.get("source")),
        at=instant(data["created"]),
    )

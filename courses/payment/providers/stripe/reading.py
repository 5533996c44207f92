"""Turning Stripe's objects into our values, at the boundary and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from courses.payment.providers.contract import (
    Checkout,
    DisputeSeen,
    HookSeen,
    MoneyMove,
    Notice,
    RefundSeen,
    WarningSeen,
)

REFERENCE = "refund_ref"
# What a payment of a completed checkout is when its slow method came to nothing.
FAILED = frozenset({"requires_payment_method", "canceled"})
# What a line of Stripe's balance is in our ledger, by its type, and by its category for disputes.
KINDS = {
    "charge": "charge",
    "payment": "charge",
    "refund": "refund",
    "payment_refund": "refund",
    "refund_failure": "refund_reversal",
    "payment_failure_refund": "refund_reversal",
}
DISPUTES = {"dispute": "dispute_withdrawal", "dispute_reversal": "dispute_reinstatement"}


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
        installation=str((data.get("metadata") or {}).get("installation", "")),
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
        object_id=an_id(thing) or an_id(thing.get("customer")),
        payment_id=payment,
        api_version=data.get("api_version") or "",
        livemode=bool(data.get("livemode")),
        happened_at=instant(data.get("created")),
    )


def money_move(data: dict[str, Any]) -> MoneyMove:
    """Read a balance transaction.

    A charge or refund stands in the ledger under its own id. A dispute may take and give money
    several times, so each of its lines stands there under the line's id.
    """
    of_dispute = DISPUTES.get(data.get("reporting_category") or "", "")
    return MoneyMove(
        id=data["id"],
        kind=of_dispute or KINDS.get(data["type"], ""),
        amount_minor=int(data["amount"]),
        fee_minor=int(data["fee"]),
        currency=str(data["currency"]).upper(),
        object_id=data["id"] if of_dispute else an_id(data.get("source")),
        at=instant(data["created"]),
    )


def dispute(data: dict[str, Any]) -> DisputeSeen:
    """Read a dispute with the lines of money that it has caused."""
    due_by = (data.get("evidence_details") or {}).get("due_by")
    return DisputeSeen(
        id=data["id"],
        status=data["status"],
        reason=data.get("reason") or "",
        amount_minor=int(data["amount"]),
        currency=str(data["currency"]).upper(),
        payment_id=an_id(data.get("payment_intent")),
        charge_id=an_id(data.get("charge")),
        refundable=bool(data.get("is_charge_refundable")),
        opened_at=instant(data.get("created")),
        answer_by=instant(due_by) if due_by else None,
        moves=tuple(money_move(one) for one in data.get("balance_transactions") or ()),
    )


def warning(data: dict[str, Any]) -> WarningSeen:
    """Read an early fraud warning."""
    return WarningSeen(
        id=data["id"],
        payment_id=an_id(data.get("payment_intent")),
        actionable=bool(data.get("actionable")),
        at=instant(data.get("created")),
    )


def hook(data: dict[str, Any]) -> HookSeen:
    """Read a webhook endpoint."""
    return HookSeen(
        id=data["id"],
        url=data["url"],
        enabled=data.get("status") == "enabled",
        api_version=data.get("api_version") or "",
        types=frozenset(data.get("enabled_events") or ()),
    )

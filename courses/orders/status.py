"""PURE: what an order is, derived from its place, its payment and its ledger; never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OrderState(StrEnum):
    """What an order is to its buyer."""

    HELD = "held"
    PAYMENT_FAILED = "payment-failed"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    TO_BE_PAID = "to-be-paid"
    HOLD_ENDED = "hold-ended"
    PAID_BUT_FULL = "paid-but-full"
    CANCELLED = "cancelled"
    MOVED = "moved"
    REVIEW = "review"


@dataclass(frozen=True)
class OrderFacts:
    """What the state follows from.

    Attributes:
        place_state: state of the order's place.
        held_until: end of the hold, for a held place.
        attempt_state: state of the newest payment attempt; empty when there is none.
        kept_minor: what the house has of the buyer's money now.
        open_minor: what is still to be paid.
        refund_promised: whether money is owed back or on its way.
    """

    place_state: str
    held_until: datetime | None = None
    attempt_state: str = ""
    kept_minor: int = 0
    open_minor: int = 0
    refund_promised: bool = False


def order_state(facts: OrderFacts, now: datetime) -> OrderState:
    """Return what the order is at ``now``."""
    if facts.place_state == "confirmed":
        return OrderState.TO_BE_PAID if facts.open_minor else OrderState.CONFIRMED
    if facts.place_state == "transferred":
        return OrderState.MOVED
    if facts.place_state in {"cancelled", "revoked"}:
        return OrderState.CANCELLED
    if facts.attempt_state == "needs_review":
        return OrderState.REVIEW
    if facts.place_state == "held":
        return _held(facts, now)
    paid = facts.kept_minor > 0 or facts.refund_promised or facts.attempt_state == "succeeded"
    return OrderState.PAID_BUT_FULL if paid else OrderState.HOLD_ENDED


def _held(facts: OrderFacts, now: datetime) -> OrderState:
    if facts.attempt_state in {"processing", "succeeded"}:
        return OrderState.CONFIRMING
    if facts.held_until is not None and now >= facts.held_until:
        # The provider is being asked whether somebody has paid in the last moment.
        return OrderState.CONFIRMING
    return OrderState.PAYMENT_FAILED if facts.attempt_state == "failed" else OrderState.HELD

"""PURE: what a company's order is, derived from its places, its payment and its ledger; never stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CompanyState(StrEnum):
    """What a company's order is to its buyer."""

    HELD = "held"  # to be paid by card
    PAYMENT_FAILED = "payment-failed"
    CONFIRMING = "confirming"
    AWAITING = "awaiting-transfer"  # held until the money of the invoice comes
    TO_BE_PAID = "to-be-paid"  # confirmed, and the money is to come
    CONFIRMED = "confirmed"
    ENDED = "ended"  # the hold is over and nothing was paid
    PAID_BUT_FULL = "paid-but-full"
    GIVEN_BACK = "given-back"
    REVIEW = "review"


@dataclass(frozen=True)
class CompanyFacts:
    """What the state follows from.

    Attributes:
        places: the states of all places of the order.
        on_invoice: the places are paid by transfer.
        attempt_state: of the newest payment by card; empty when there is none.
        held_until: end of the hold.
        received_minor: what came in; ``open_minor`` is what is still to be paid.
        refund_promised: money is owed back or on its way.
    """

    places: Collection[str]
    on_invoice: bool
    attempt_state: str = ""
    held_until: datetime | None = None
    received_minor: int = 0
    open_minor: int = 0
    refund_promised: bool = False


def company_state(facts: CompanyFacts, now: datetime) -> CompanyState:
    """Return what the order is at ``now``."""
    if "confirmed" in facts.places:
        return CompanyState.TO_BE_PAID if facts.open_minor else CompanyState.CONFIRMED
    if facts.attempt_state == "needs_review":
        return CompanyState.REVIEW
    if "held" in facts.places:
        return _held(facts, now)
    if "released" not in facts.places:
        return CompanyState.GIVEN_BACK
    paid = facts.received_minor > 0 or facts.refund_promised
    return CompanyState.PAID_BUT_FULL if paid else CompanyState.ENDED


def _held(facts: CompanyFacts, now: datetime) -> CompanyState:
    if facts.on_invoice:
        return CompanyState.AWAITING
    late = facts.held_until is not None and now >= facts.held_until
    if late or facts.attempt_state in {"processing", "succeeded"}:
        return CompanyState.CONFIRMING
    failed = facts.attempt_state == "failed"
    return CompanyState.PAYMENT_FAILED if failed else CompanyState.HELD

"""PURE: what the provider's word for the state of a dispute means.

Source: the states of a dispute in Stripe's API reference. A lost dispute can be appealed, so it may open
again; the other ends are final.
"""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """How far a dispute is, for the house."""

    INQUIRY = "inquiry"  # the bank asks; no money has moved
    OPEN = "open"  # the money is gone until it is decided
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"  # it came to nothing: an inquiry that ended, a dispute that was prevented


STAGES = {
    "warning_needs_response": Stage.INQUIRY,
    "warning_under_review": Stage.INQUIRY,
    "warning_closed": Stage.CLOSED,
    "needs_response": Stage.OPEN,
    "under_review": Stage.OPEN,
    "appeal_needs_response": Stage.OPEN,
    "appeal_under_review": Stage.OPEN,
    "prevented": Stage.CLOSED,
    "won": Stage.WON,
    "lost": Stage.LOST,
}
WAITS_FOR_US = frozenset({"warning_needs_response", "needs_response", "appeal_needs_response"})


def stage(status: str) -> Stage:
    """Return the stage of a dispute; a word that nobody knows yet counts as open."""
    return STAGES.get(status, Stage.OPEN)


def is_over(status: str) -> bool:
    """Tell whether nothing more is expected, unless a lost one is appealed."""
    return stage(status) not in {Stage.INQUIRY, Stage.OPEN}


def waits_for_us(status: str) -> bool:
    """Tell whether the bank waits for our evidence."""
    return status in WAITS_FOR_US


def blocks_refunds(status: str, *, refundable: bool) -> bool:
    """Tell whether a refund must wait, since the bank may take the same money back.

    Args:
        refundable: whether the provider would still refund the payment.
    """
    return not is_over(status) and not refundable

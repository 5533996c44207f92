"""PURE: what comes back when a place is given up, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from courses.orders.terms import Terms


class Basis(StrEnum):
    """Why a sum comes back."""

    WITHDRAWAL = "withdrawal"  # the consumer's 14 days
    POLICY = "policy"  # a step of the frozen cancellation policy
    LATE = "late"  # after the last step: nothing
    FREE = "free"  # nothing was paid
    ORGANISER = "organiser"  # the session was called off: all of it
    GOODWILL = "goodwill"  # a sum that staff chose
    UNPAID = "unpaid"  # the last day for paying passed


@dataclass(frozen=True)
class Reckoning:
    """What cancelling now means for one place.

    Attributes:
        paid_minor: what was paid for the place and is still here.
        refund_minor: what comes back; ``kept_minor`` is the rest.
        until_at: until when these lines hold; None when they do not change any more.
    """

    basis: Basis
    paid_minor: int
    refund_minor: int
    currency: str
    until_at: datetime | None = None

    @property
    def kept_minor(self) -> int:
        """What the organiser keeps under the terms."""
        return self.paid_minor - self.refund_minor

    def to_json(self) -> list[dict[str, Any]]:
        """Return the lines as they are shown and stored."""
        return [
            {"kind": "paid", "amount_minor": self.paid_minor},
            {"kind": "kept", "amount_minor": -self.kept_minor},
            {"kind": "refund", "amount_minor": self.refund_minor},
        ]


def reckon(terms: Terms, available_minor: int, currency: str, now: datetime) -> Reckoning:
    """Return what comes back under frozen ``terms`` at ``now``.

    Args:
        available_minor: what of the order's money can still go back; nothing comes back twice,
            and nothing comes back that never came in.
    """
    paid = max(0, min(terms.place_minor, available_minor))
    if paid == 0:
        return Reckoning(Basis.FREE, 0, 0, currency)
    if terms.may_withdraw(now):
        return Reckoning(Basis.WITHDRAWAL, paid, paid, currency, terms.withdrawal_until_at)
    step = terms.step_at(now)
    if step is None:
        return Reckoning(Basis.LATE, paid, 0, currency)
    return Reckoning(Basis.POLICY, paid, min(paid, step.refund_minor), currency, step.until_at)

"""PURE: the money that is here for an order, place by place, so that lists of places add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from courseplatform.kit.money import split


@dataclass(frozen=True)
class Stake:
    """What one place is of an order, minor units.

    Attributes:
        price_minor: what it costs with VAT.
        waived_minor: what of it is not asked for any more, since the place was given back.
        refund_minor: what of it comes back, or came.
    """

    price_minor: int
    waived_minor: int = 0
    refund_minor: int = 0

    @property
    def due_minor(self) -> int:
        """What the house has of it in the end; staff may send more back than the place cost."""
        return max(0, self.price_minor - self.waived_minor - self.refund_minor)


def kept_by_place(kept_minor: int, stakes: Mapping[int, Stake]) -> dict[int, int]:
    """Divide what the house has of an order now among its places; the parts add up to it.

    What is paid in full stands where it is due. Money that is still to go back stands on the places
    it goes back for, and what is too much on the first. Of less than is due each place has its part,
    a cent that does not divide going to the largest remainder.

    Args:
        kept_minor: the sum of the order's ledger without fees; negative after a lost dispute.
        stakes: by place, at least one.
    """
    due = [stake.due_minor for stake in stakes.values()]
    missing = sum(due) - kept_minor
    if missing > 0:
        parts = split(kept_minor, due if sum(due) else [1] * len(due))
    else:
        parts = [here + more for here, more in zip(due, _too_much(-missing, stakes), strict=True)]
    return dict(zip(stakes, parts, strict=True))


def _too_much(minor: int, stakes: Mapping[int, Stake]) -> list[int]:
    back = [stake.refund_minor for stake in stakes.values()]
    going = min(minor, sum(back))
    parts = split(going, back) if going else [0] * len(back)
    parts[0] += minor - going
    return parts

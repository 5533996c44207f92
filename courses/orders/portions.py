"""PURE: what giving several places of an order back means, and each place's part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courseplatform.kit.money import percent, split


@dataclass(frozen=True)
class Portion:
    """One place's part, minor units: its price, what of it stays, is waived, and comes back."""

    price_minor: int
    waived_minor: int
    refund_minor: int

    @property
    def kept_minor(self) -> int:
        """What is owed, or kept, under the terms."""
        return self.price_minor - self.waived_minor - self.refund_minor


@dataclass(frozen=True)
class Giving:
    """What giving places back means in all.

    Attributes:
        price_minor: what the places cost with VAT.
        waived_minor: what of it is not asked for any more.
        refund_minor: what of it comes back.
        portions: by place; they add up to the sums.
    """

    price_minor: int
    waived_minor: int
    refund_minor: int
    portions: Mapping[int, Portion]

    @property
    def kept_minor(self) -> int:
        """What stays owed, or is kept, under the terms."""
        return self.price_minor - self.waived_minor - self.refund_minor

    def to_json(self) -> list[dict[str, Any]]:
        """Return the lines as they are shown and stored."""
        return lines(self)


def lines(found: Giving | Portion) -> list[dict[str, Any]]:
    """Return the lines of a sum or of one place's part of it."""
    return [
        {"kind": "price", "amount_minor": found.price_minor},
        {"kind": "kept", "amount_minor": -found.kept_minor},
        {"kind": "waived", "amount_minor": found.waived_minor},
        {"kind": "refund", "amount_minor": found.refund_minor},
    ]


def give(
    prices: Mapping[int, int], share_bp: int, *, open_minor: int, available_minor: int
) -> Giving:
    """Return what giving places back means: first less is asked for, then money comes back.

    Args:
        prices: what each place costs with VAT, by place.
        share_bp: the part that is given back under the terms, basis points; rounded once, half up.
        open_minor: what of the order is still to be paid.
        available_minor: what of the order's money can still go back.
    """
    price = sum(prices.values())
    credit = percent(price, share_bp)
    waived = min(open_minor, credit)
    refund = min(available_minor, credit - waived)
    weights = list(prices.values()) if price else [1] * len(prices)
    waives, refunds = split(waived, weights), split(refund, weights)
    return Giving(
        price_minor=price,
        waived_minor=waived,
        refund_minor=refund,
        portions={
            place: Portion(cost, waive, back)
            for (place, cost), waive, back in zip(prices.items(), waives, refunds, strict=True)
        },
    )

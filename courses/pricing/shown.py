"""The price as a visitor sees it before choosing anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from courses.catalogue.models import Session
from courses.pricing.models import PriceList
from courses.pricing.quote import VatMode, quote


@dataclass(frozen=True)
class ShownPrice:
    """What a person would pay now.

    Attributes:
        total_minor: the sum, VAT included; 0 = free.
        usual_minor: the price after the early one ends, or None when there is no early price now.
        until_at: the instant the early price ends.
        vat_bp: the rate inside the sum in basis points; 0 = no VAT is charged.
    """

    total_minor: int
    currency: str
    usual_minor: int | None
    until_at: datetime | None
    vat_bp: int

    @property
    def is_free(self) -> bool:
        """Whether nothing is to be paid."""
        return self.total_minor == 0


def shown_price(session: Session, now: datetime) -> ShownPrice | None:
    """Return the price of ``session`` at ``now``, or None as long as it has no price list."""
    try:
        prices = session.prices
    except PriceList.DoesNotExist:
        return None
    now_quoted = quote(prices.terms(), now)
    early = prices.terms().early_bird_at(now) is not None
    return ShownPrice(
        total_minor=now_quoted.total_minor,
        currency=prices.currency,
        usual_minor=prices.amount_minor if early else None,
        until_at=prices.early_bird_until_at if early else None,
        vat_bp=prices.vat_bp if prices.vat_mode == VatMode.INCLUSIVE else 0,
    )

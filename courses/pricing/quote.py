"""PURE: what a place costs now, line by line, in integer minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from courseplatform.kit.money import included_tax, percent


class VatMode(StrEnum):
    """Whether the seller charges VAT: not at all, or at a fixed rate inside the shown price."""

    NONE = "none"
    INCLUSIVE = "inclusive"


class Buyer(StrEnum):
    """Who buys: a person at the shown price, or a company at the net price list."""

    PERSON = "person"
    COMPANY = "company"


class LineKind(StrEnum):
    """What a line of a quote is about; the words are in ``pricing.wording``."""

    PLACE = "place"
    EARLY_BIRD = "early-bird"


@dataclass(frozen=True)
class Prices:
    """The price list of one session as plain values; see ``PriceList`` for the meaning."""

    currency: str
    amount_minor: int
    early_bird_minor: int | None = None
    early_bird_until_at: datetime | None = None
    company_net_minor: int | None = None
    vat_mode: VatMode = VatMode.NONE
    vat_bp: int = 0

    def early_bird_at(self, now: datetime) -> int | None:
        """Return the early price if it holds at ``now`` (the end itself is too late)."""
        if self.early_bird_minor is None or self.early_bird_until_at is None:
            return None
        return self.early_bird_minor if now < self.early_bird_until_at else None


@dataclass(frozen=True)
class QuoteLine:
    """One line: a sum to add, negative for a reduction.

    For a person lines are gross (VAT inside), for a company net; ``Quote.is_net`` tells which.
    ``until_at`` is when a reduction ends.
    """

    kind: LineKind
    amount_minor: int
    until_at: datetime | None = None


@dataclass(frozen=True)
class Quote:
    """What would be paid for one place, and why; ``total_minor`` = net + VAT, always."""

    buyer: Buyer
    lines: tuple[QuoteLine, ...]
    net_minor: int
    vat_minor: int
    vat_bp: int
    vat_mode: VatMode
    total_minor: int
    currency: str

    @property
    def is_net(self) -> bool:
        """Whether VAT is added after the lines (company) and not inside them (person)."""
        return self.buyer is Buyer.COMPANY

    @property
    def is_free(self) -> bool:
        """Whether there is nothing to pay, so that no payment provider is asked."""
        return self.total_minor == 0


def quote(prices: Prices, now: datetime, *, buyer: Buyer = Buyer.PERSON) -> Quote:
    """Return what one place costs at ``now``.

    A person pays the shown price with VAT inside it; the early price shows as a reduction. A company
    pays the net price plus VAT; where there is no net price it pays what a person would, with the
    VAT taken out and added again so that its invoice has a net sum.
    """
    lines = _lines(prices, now)
    gross = sum(line.amount_minor for line in lines)
    vat = included_tax(gross, prices.vat_bp)
    if buyer is Buyer.COMPANY:
        if prices.company_net_minor is None:
            net = gross - vat
        else:
            net = prices.company_net_minor
            vat = percent(net, prices.vat_bp)
            gross = net + vat
        lines = (QuoteLine(LineKind.PLACE, net),)
    return Quote(
        buyer=buyer,
        lines=lines,
        net_minor=gross - vat,
        vat_minor=vat,
        vat_bp=prices.vat_bp,
        vat_mode=prices.vat_mode,
        total_minor=gross,
        currency=prices.currency,
    )


def _lines(prices: Prices, now: datetime) -> tuple[QuoteLine, ...]:
    place = QuoteLine(LineKind.PLACE, prices.amount_minor)
    early = prices.early_bird_at(now)
    if early is None:
        return (place,)
    reduction = early - prices.amount_minor
    return (place, QuoteLine(LineKind.EARLY_BIRD, reduction, prices.early_bird_until_at))

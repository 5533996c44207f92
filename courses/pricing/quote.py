"""PURE: what places cost now, line by line, in integer minor units.

VAT is rounded once for an order, half up, on the sum that its one rate is charged on
(docs/decisions/008); what of it belongs to one place is ``orders.lines.shares``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from courseplatform.kit.money import included_tax, percent, split
from courses.pricing.tax import TaxReason


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
    VOUCHER = "voucher"


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
class Reduction:
    """What a voucher takes off: a sum in the currency of the prices, or a part in basis points."""

    code: str
    amount_minor: int = 0
    share_bp: int = 0

    def of(self, price_minor: int) -> int:
        """Return what comes off a price: never more than all of it, a part rounded half up."""
        return min(price_minor, self.amount_minor + percent(price_minor, self.share_bp))


@dataclass(frozen=True)
class QuoteLine:
    """One line: a sum to add, negative for a reduction.

    For a person lines are gross (VAT inside), for a company net; ``Quote.is_net`` tells which.
    ``until_at`` is when a reduction ends; ``code`` is the voucher's that it rests on. ``place`` counts
    the places of a quote from 0.
    """

    kind: LineKind
    amount_minor: int
    until_at: datetime | None = None
    code: str = ""
    place: int = 0


@dataclass(frozen=True)
class Quote:
    """What would be paid for one place or several, and why.

    Always ``total_minor`` = net + VAT, and the lines sum to the total (person) or the net (company).

    Attributes:
        vat_bp: the rate that is charged in basis points; 0 where none is, ``vat_reason`` says why.
    """

    buyer: Buyer
    lines: tuple[QuoteLine, ...]
    net_minor: int
    vat_minor: int
    vat_bp: int
    vat_mode: VatMode
    total_minor: int
    currency: str
    vat_reason: TaxReason = TaxReason.RATE
    places: int = 1

    @property
    def is_net(self) -> bool:
        """Whether VAT is added after the lines (company) and not inside them (person)."""
        return self.buyer is Buyer.COMPANY

    @property
    def is_free(self) -> bool:
        """Whether there is nothing to pay, so that no payment provider is asked."""
        return self.total_minor == 0


def quote(
    prices: Prices,
    now: datetime,
    *,
    buyer: Buyer = Buyer.PERSON,
    reduction: Reduction | None = None,
    places: int = 1,
    tax: TaxReason = TaxReason.RATE,
) -> Quote:
    """Return what places cost at ``now``.

    A person pays the shown price with VAT inside it; the early price shows as a reduction, and a
    voucher takes its part off what is left. A company pays the net price plus VAT, and a voucher
    takes its part off the net price; where there is no net price it pays what a person would, with
    the VAT taken out and added again so that its invoice has a net sum.

    Args:
        places: how many; each has its own lines.
        tax: how a company's purchase is taxed (``tax.company_reason``). Where no VAT is charged, the
            company pays the net sum. A seller who charges none never looks at it.
    """
    if buyer is Buyer.COMPANY and prices.company_net_minor is not None:
        each = _reduced((QuoteLine(LineKind.PLACE, prices.company_net_minor),), reduction)
        net = _sum(each) * places
        vat = percent(net, prices.vat_bp)
    else:
        each = _reduced(_lines(prices, now), reduction)
        gross = _sum(each) * places
        vat = included_tax(gross, prices.vat_bp)
        net = gross - vat
        if buyer is Buyer.COMPANY:
            each = _net_lines(each, prices.vat_bp)
    lines = _for_all(each, places)
    if buyer is Buyer.COMPANY:
        lines = _evened(lines, net)
    charged = _charged(prices, buyer, tax)
    vat = vat if charged is TaxReason.RATE else 0
    return Quote(
        buyer=buyer,
        lines=lines,
        net_minor=net,
        vat_minor=vat,
        vat_bp=prices.vat_bp if charged is TaxReason.RATE else 0,
        vat_mode=prices.vat_mode,
        total_minor=net + vat,
        currency=prices.currency,
        vat_reason=charged,
        places=places,
    )


def agreed(quoted: Quote, total_minor: int) -> Quote:
    """Return ``quoted`` at a total that was agreed on (gross), with the VAT which that contains."""
    vat = included_tax(total_minor, quoted.vat_bp) if quoted.vat_mode is VatMode.INCLUSIVE else 0
    net = total_minor - vat
    sums = split(net if quoted.is_net else total_minor, [1] * quoted.places)
    return replace(
        quoted,
        lines=tuple(QuoteLine(LineKind.PLACE, sum_, place=nth) for nth, sum_ in enumerate(sums)),
        net_minor=net,
        vat_minor=vat,
        total_minor=total_minor,
    )


def _charged(prices: Prices, buyer: Buyer, tax: TaxReason) -> TaxReason:
    if prices.vat_mode is VatMode.NONE:
        return TaxReason.NOT_CHARGED
    return tax if buyer is Buyer.COMPANY else TaxReason.RATE


def _lines(prices: Prices, now: datetime) -> tuple[QuoteLine, ...]:
    place = QuoteLine(LineKind.PLACE, prices.amount_minor)
    early = prices.early_bird_at(now)
    if early is None:
        return (place,)
    reduction = early - prices.amount_minor
    return (place, QuoteLine(LineKind.EARLY_BIRD, reduction, prices.early_bird_until_at))


def _reduced(lines: tuple[QuoteLine, ...], reduction: Reduction | None) -> tuple[QuoteLine, ...]:
    off = reduction.of(_sum(lines)) if reduction else 0
    if reduction is None or not off:
        return lines
    return (*lines, QuoteLine(LineKind.VOUCHER, -off, code=reduction.code))


def _net_lines(lines: tuple[QuoteLine, ...], vat_bp: int) -> tuple[QuoteLine, ...]:
    """Take the VAT out of gross lines: one line for the place, one for the voucher, to the cent."""
    vouchers = [line for line in lines if line.kind is LineKind.VOUCHER]
    usual = _net(_sum(line for line in lines if line.kind is not LineKind.VOUCHER), vat_bp)
    place = QuoteLine(LineKind.PLACE, usual)
    off = _net(_sum(lines), vat_bp) - usual
    return (place, *(replace(line, amount_minor=off) for line in vouchers))


def _for_all(each: tuple[QuoteLine, ...], places: int) -> tuple[QuoteLine, ...]:
    return tuple(replace(line, place=nth) for nth in range(places) for line in each)


def _evened(lines: tuple[QuoteLine, ...], net_minor: int) -> tuple[QuoteLine, ...]:
    """Return lines that sum to the net: the cents that rounding left over go to the first places."""
    rest = net_minor - _sum(lines)
    step = 1 if rest > 0 else -1
    return tuple(
        replace(line, amount_minor=line.amount_minor + step)
        if line.kind is LineKind.PLACE and line.place < abs(rest)
        else line
        for line in lines
    )


def _net(gross_minor: int, vat_bp: int) -> int:
    return gross_minor - included_tax(gross_minor, vat_bp)


def _sum(lines: Iterable[QuoteLine]) -> int:
    return sum(line.amount_minor for line in lines)

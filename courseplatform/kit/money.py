"""Money in integer minor units; no float ever, one currency at a time.

Exponents follow ISO 4217. Only the currencies listed here can be sold in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

EXPONENTS = {"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "JPY": 0, "KWD": 3}
SYMBOLS = {"EUR": "€", "USD": "US$", "GBP": "£", "CHF": "CHF", "JPY": "¥", "KWD": "KWD"}


class MoneyError(ValueError):
    """A sum that cannot be: another currency, or text that is no amount."""


@dataclass(frozen=True, order=False)
class Money:
    """A sum of one currency.

    Attributes:
        minor: the sum in the currency's smallest unit (cents for EUR, yen for JPY); may be negative.
        currency: three upper-case letters out of ``EXPONENTS``.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise MoneyError(f"{self.currency} is not a currency that is sold in.")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return show(self.minor, self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise MoneyError(f"{self.currency} and {other.currency} are never summed.")
        return other.minor


def part(minor: int, numerator: int, denominator: int) -> int:
    """Return ``minor`` x numerator / denominator, rounded half away from zero.

    All integers; ``denominator`` must be positive.
    """
    if denominator <= 0:
        raise MoneyError("A share needs a positive denominator.")
    product = minor * numerator
    sign = -1 if product < 0 else 1
    return sign * ((2 * abs(product) + denominator) // (2 * denominator))


def percent(minor: int, basis_points: int) -> int:
    """Return a percentage given in basis points (2,200 = 22 %), half away from zero."""
    return part(minor, basis_points, 10_000)


def included_tax(gross_minor: int, basis_points: int) -> int:
    """Return the tax that a gross sum contains at a rate in basis points."""
    return gross_minor - part(gross_minor, 10_000, 10_000 + basis_points)


def split(minor: int, weights: Sequence[int]) -> list[int]:
    """Divide a sum by weights without losing a unit (largest remainder, first wins a tie)."""
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise MoneyError("Weights must not be negative and must sum to more than zero.")
    shares = [minor * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(minor * weights[i] % total), i))
    for index in order[: minor - sum(shares)]:
        shares[index] += 1
    return shares


def show(minor: int, currency: str) -> str:
    """Return the sum as text with a narrow space after the sign: "€ 240.00", "¥ 5,000"."""
    exponent = EXPONENTS[currency]
    whole, rest = divmod(abs(minor), 10**exponent)
    figures = f"{whole:,}" + (f".{rest:0{exponent}d}" if exponent else "")
    return f"{'−' if minor < 0 else ''}{SYMBOLS[currency]}\u202f{figures}"


def parse(text: str, currency: str) -> int:
    """Return the minor units of a typed amount such as "240", "240.5" or "1,240.00".

    Raises:
        MoneyError: the text is no amount, or has more decimals than the currency.
    """
    cleaned = text.strip().replace("\u202f", "").replace(" ", "").replace(",", "")
    match = re.fullmatch(r"(-?)(\d{1,12})(?:\.(\d{1,3}))?", cleaned)
    exponent = EXPONENTS[currency]
    if not match or len(match[3] or "") > exponent:
        raise MoneyError(f"“{text}” is not an amount in {currency}. Write it like 240 or 240.00.")
    decimals = (match[3] or "").ljust(exponent, "0")
    minor: int = int(match[2]) * int(10**exponent) + int(decimals or 0)
    return -minor if match[1] else minor

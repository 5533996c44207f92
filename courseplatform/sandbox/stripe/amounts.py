"""Amounts are integers of the currency's smallest unit; shares of them are rounded half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

LARGEST = 99_999_999

# The least that Stripe charges, by currency; others are taken as they come.
LEAST = {"eur": 50, "usd": 50, "gbp": 30, "chf": 50, "jpy": 50, "dkk": 250, "nok": 300, "sek": 300}

_EXPONENTS = {"jpy": 0, "kwd": 3}
_SIGNS = {"eur": "€", "usd": "$", "gbp": "£", "jpy": "¥", "chf": "CHF", "kwd": "KWD"}


def rounded(amount: Decimal) -> int:
    """Whole units, halves away from zero."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def shown(minor: int, currency: str) -> str:
    """The amount for people: the currency's sign, a narrow space, figures."""
    exponent = _EXPONENTS.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**exponent)
    figures = f"{whole:,}" + (f".{rest:0{exponent}d}" if exponent else "")
    return f"{'−' if minor < 0 else ''}{_SIGNS.get(currency, currency.upper())}\u202f{figures}"


def figures(minor: int, currency: str) -> str:
    """The amount as a person would type it into a field: 1240.00."""
    exponent = _EXPONENTS.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**exponent)
    return f"{whole}.{rest:0{exponent}d}" if exponent else str(whole)


def typed(text: str, currency: str) -> int | None:
    """The smallest units of an amount that a person typed, such as "12.50"; None if unclear."""
    exponent = _EXPONENTS.get(currency, 2)
    whole, _, rest = text.strip().replace(",", ".").partition(".")
    if not whole.isdigit() or len(rest) > exponent or (rest and not rest.isdigit()):
        return None
    return int(whole) * int(10**exponent) + int(rest.ljust(exponent, "0") or 0)

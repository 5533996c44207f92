"""PURE: whether VAT is charged on a place, by who sells to whom and when, as a dated table.

This is how the platform treats what its operator has told it; it is no tax advice, and the desk says so
beside the switch. Live online teaching only. What a person pays is the operator's own rate, whatever
the person's country: where to register for consumers of other states is the operator's to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TaxReason(StrEnum):
    """Why VAT is charged, or why it is not; the words are in ``pricing.wording``."""

    RATE = "rate"  # at the rate of the price list
    NOT_CHARGED = "not-charged"  # the seller charges none: a small business, or exempt teaching
    REVERSE_CHARGE = "reverse-charge"  # the buyer accounts for it in its own state
    OUTSIDE = "outside"  # the buyer's country lies outside the EU


class Area(StrEnum):
    """Where a company lies, seen from the seller's state."""

    SAME = "same"
    OTHER_MEMBER = "other-member"
    THIRD = "third"


@dataclass(frozen=True)
class Rule:
    """What holds for a company's purchase from a seller in the EU; both days are included.

    Attributes:
        has_number: whether the buyer gave a VAT number of its state; None where that is all the same.
        source: where the rule stands.
    """

    since: date
    until: date | None
    area: Area
    has_number: bool | None
    reason: TaxReason
    source: str


BEGINNING = date(2010, 1, 1)  # Directive 2008/8/EC came into force

RULES = (
    Rule(BEGINNING, None, Area.SAME, None, TaxReason.RATE, "2006/112/EC, art. 44"),
    Rule(
        BEGINNING, None, Area.OTHER_MEMBER, True, TaxReason.REVERSE_CHARGE,
        "2006/112/EC, art. 44 and 196",
    ),
    # Without a number nothing shows that the buyer is a business: it pays what a person would.
    Rule(
        BEGINNING, None, Area.OTHER_MEMBER, False, TaxReason.RATE,
        "Implementing Regulation 282/2011, art. 18 (2)",
    ),
    Rule(BEGINNING, None, Area.THIRD, None, TaxReason.OUTSIDE, "2006/112/EC, art. 44"),
)  # fmt: skip

# Since when, and until when, a state applies the common VAT rules to services.
_ALWAYS = (BEGINNING, None)
MEMBERS: dict[str, tuple[date, date | None]] = {
    **dict.fromkeys(
        (
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HU", "IE",
            "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
        ),
        _ALWAYS,
    ),
    "HR": (date(2013, 7, 1), None),
    "GB": (BEGINNING, date(2020, 12, 31)),  # the transition ended; XI is for goods alone
}  # fmt: skip
TREATED_AS = {"MC": "FR"}  # 2006/112/EC, art. 7
PREFIXES = {"GR": "EL"}  # what VAT numbers begin with, where it is not the country's code


def is_member(country: str, on: date) -> bool:
    """Tell whether a country (two letters) is in the EU's VAT area on a day."""
    since, until = MEMBERS.get(TREATED_AS.get(country, country), (None, None))
    return since is not None and since <= on and (until is None or on <= until)


def number_prefix(country: str) -> str:
    """Return the letters that a VAT number of ``country`` begins with."""
    home = TREATED_AS.get(country, country)
    return PREFIXES.get(home, home)


def area(seller_country: str, buyer_country: str, on: date) -> Area:
    """Return where the buyer lies, seen from the seller."""
    home = TREATED_AS.get(seller_country, seller_country)
    if TREATED_AS.get(buyer_country, buyer_country) == home:
        return Area.SAME
    return Area.OTHER_MEMBER if is_member(buyer_country, on) else Area.THIRD


def company_reason(
    seller_country: str, buyer_country: str, on: date, *, has_number: bool
) -> TaxReason:
    """Return how a company's purchase is taxed on a day, for a seller who charges VAT.

    A seller outside the EU, or one whose country is not told, charges its rate to everybody; so does
    every seller when the buyer's country is not told.

    Args:
        has_number: the buyer gave a VAT number of its own state, right by its form.
    """
    if not buyer_country or not is_member(seller_country, on):
        return TaxReason.RATE
    where = area(seller_country, buyer_country, on)
    fitting = (
        rule.reason
        for rule in RULES
        if rule.since <= on and (rule.until is None or on <= rule.until)
        if rule.area is where and rule.has_number in {None, has_number}
    )
    return next(fitting, TaxReason.RATE)

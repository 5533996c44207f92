"""PURE: VAT numbers as they are typed: one way of writing them, and whether their form is right."""

from __future__ import annotations

from enum import StrEnum

from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as BadNumber

from courses.pricing.tax import MEMBERS, TREATED_AS, number_prefix

MOST = 20


class NumberTrouble(StrEnum):
    """What is wrong with a VAT number for an address; the words are in ``pricing.wording``."""

    MALFORMED = "malformed"
    OTHER_COUNTRY = "other-country"


def normal(typed: str) -> str:
    """Return a number as it is stored: capitals, without blanks, points and hyphens.

    Greek numbers begin with EL, whatever letters people put there.
    """
    number = "".join(sign for sign in typed.upper() if sign.isalnum())
    return f"EL{number[2:]}" if number.startswith("GR") else number


def trouble(number: str, country: str) -> NumberTrouble | None:
    """Return why a normal number is not one of ``country``, or None when it is, or cannot be told.

    Numbers of EU states are checked by their form and check digits; for other countries there is no
    common form, so anything is taken.
    """
    if not number:
        return None
    home = TREATED_AS.get(country, country)
    if home not in MEMBERS or home == "GB":
        return None
    if not number.startswith(number_prefix(country)):
        return NumberTrouble.OTHER_COUNTRY if is_of_the_eu(number) else NumberTrouble.MALFORMED
    return None if is_of_the_eu(number) else NumberTrouble.MALFORMED


def is_of_the_eu(number: str) -> bool:
    """Tell whether a normal number is right by the form of the EU state it names."""
    try:
        eu_vat.validate(number)
    except BadNumber:
        return False
    return True


def is_of(number: str, country: str) -> bool:
    """Tell whether a normal number shows that its owner is a business of an EU ``country``."""
    return number.startswith(number_prefix(country)) and is_of_the_eu(number)

"""PURE: who a bill is made out to, as asked at buying."""

from __future__ import annotations

from dataclasses import dataclass

from courses.pricing.quote import Buyer


@dataclass(frozen=True)
class Billing:
    """The bill's particulars; for a person only name and country are asked.

    Attributes:
        buyer: person or company; decides the price list and the right of withdrawal.
        country: two upper-case letters.
        vat_number: a company's, checked by format only.
        reference: a company's own, such as its purchase order's number.
        email: where the bill goes, if not to the buyer's own address.
    """

    buyer: Buyer
    name: str
    company: str = ""
    address: str = ""
    country: str = ""
    vat_number: str = ""
    email: str = ""
    reference: str = ""

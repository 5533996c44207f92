"""What a buyer types on the hosted page, checked field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courseplatform.sandbox.store import Body
from courseplatform.sandbox.stripe import cards
from courseplatform.sandbox.stripe.checkout.paying import Buyer, Means

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_EXPIRY = re.compile(r"^(\d{1,2})\s*/?\s*(?:20)?(\d{2})$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_FIELDS = (
    "email", "method", "number", "expiry", "cvc", "name", "iban", "line1", "city", "postal_code",
    "country", "tax_type", "tax_value", "business_name", "terms",
)  # fmt: skip


@dataclass
class PaymentForm:
    """The typed values, which always return to the page, and what is wrong with them."""

    session: Body
    now: int
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str | _StrPromise] = field(default_factory=dict)

    @classmethod
    def blank(cls, session: Body, now: int, number: str) -> PaymentForm:
        """A form as it is first shown; a practice number may already stand in it."""
        values = {"email": session["customer_email"] or "", "method": "card"}
        if number in cards.BANK_ACCOUNTS:
            values.update(method="sepa_debit", iban=number, name="Practice Buyer")
        elif number:
            values.update(number=number, expiry="12 / 34", cvc="123", name="Practice Buyer")
        return cls(session, now, values)

    @classmethod
    def typed(cls, session: Body, now: int, data: QueryDict) -> PaymentForm:
        """A form as it was sent, checked."""
        form = cls(session, now, {name: data.get(name, "").strip() for name in _FIELDS})
        form._check()
        return form

    @property
    def needs_address(self) -> bool:
        required: bool = self.session["billing_address_collection"] == "required"
        return required or bool(self.session["automatic_tax"]["enabled"])

    @property
    def needs_terms(self) -> bool:
        return (self.session["consent_collection"] or {}).get("terms_of_service") == "required"

    @property
    def buyer(self) -> Buyer:
        """The buyer as typed."""
        address: dict[str, str | None] | None = None
        if self.needs_address:
            names = ("line1", "city", "postal_code", "country")
            address = {"line2": None, "state": None, **{name: self.values[name] for name in names}}
        tax_id = None
        if self.values.get("tax_value"):
            tax_id = {"type": self.values["tax_type"], "value": self.values["tax_value"]}
        return Buyer(
            email=self.values["email"],
            name=self.values["name"],
            address=address,
            tax_id=tax_id,
            business_name=self.values.get("business_name") or None,
            terms_accepted=self.values.get("terms") == "on",
        )

    @property
    def means(self) -> Means:
        """The card or account as typed. Only for a form without errors."""
        if self.values["method"] == "sepa_debit":
            return Means("sepa_debit", _digits(self.values["iban"]).upper())
        if self.session["amount_total"] == 0:
            return Means()
        month, year = self._expiry()
        return Means("card", _digits(self.values["number"]), month, year)

    def _check(self) -> None:
        values = self.values
        if not _EMAIL.match(values["email"]):
            self.errors["email"] = _("Enter an e-mail address like name@example.org.")
        if self.session["amount_total"]:
            if values["method"] not in self.session["payment_method_types"]:
                self.errors["method"] = _("Choose how to pay.")
            elif values["method"] == "sepa_debit":
                self._check_account()
            else:
                self._check_card()
        if self.needs_address:
            self._check_address()
        if self.needs_terms and values["terms"] != "on":
            self.errors["terms"] = _("Accept the terms to go on, or go back without paying.")

    def _check_card(self) -> None:
        if not cards.looks_right(_digits(self.values["number"])):
            self.errors["number"] = _(
                "The card number is not right. Use one of the practice numbers."
            )
        try:
            month, year = self._expiry()
            today = datetime.fromtimestamp(self.now, UTC)
            if not 1 <= month <= 12:
                self.errors["expiry"] = _("The month must lie between 1 and 12.")
            elif (year, month) < (today.year, today.month):
                self.errors["expiry"] = _("The card has expired. Use a date in the future.")
        except ValueError:
            self.errors["expiry"] = _("Enter the expiry date as month and year, like 12 / 34.")
        if not re.fullmatch(r"\d{3,4}", self.values["cvc"]):
            self.errors["cvc"] = _("The security code has three or four digits.")
        self._check_name()

    def _check_account(self) -> None:
        iban = _digits(self.values["iban"]).upper()
        if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", iban) or _remainder(iban) != 1:
            self.errors["iban"] = _(
                "The account number (IBAN) is not right. Use a practice number."
            )
        self._check_name()

    def _check_name(self) -> None:
        if not self.values["name"]:
            self.errors["name"] = _("Enter the name of the payer.")

    def _check_address(self) -> None:
        wanted = {
            "line1": _("Enter the street and number."),
            "city": _("Enter the town."),
            "postal_code": _("Enter the postal code."),
        }
        for name, complaint in wanted.items():
            if not self.values[name]:
                self.errors[name] = complaint
        if not re.fullmatch(r"[A-Z]{2}", self.values["country"].upper()):
            self.errors["country"] = _("Enter the country as two letters, like UA.")
        self.values["country"] = self.values["country"].upper()

    def _expiry(self) -> tuple[int, int]:
        match = _EXPIRY.match(self.values["expiry"])
        if match is None:
            raise ValueError("no date")
        return int(match[1]), 2000 + int(match[2])


def choices(session: Body) -> dict[str, Any]:
    """The practice numbers that the page offers."""
    shown = [(number, cards.CARDS[number].label) for number in cards.SHOWN]
    accounts = [(number, account.label) for number, account in cards.BANK_ACCOUNTS.items()]
    return {
        "numbers": shown,
        "accounts": accounts if "sepa_debit" in session["payment_method_types"] else [],
    }


def _digits(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _remainder(iban: str) -> int:
    """The check of an IBAN: 1 when it is right."""
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97

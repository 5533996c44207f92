"""What the desk calls the things of companies' orders, in the language that is active."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.companies.status import CompanyState
from courses.orders.models import VatCheck

Words = str | Promise

STATES: dict[CompanyState, tuple[str, Words]] = {
    CompanyState.HELD: ("info", _("Being paid for")),
    CompanyState.PAYMENT_FAILED: ("warn", _("Payment failed, still held")),
    CompanyState.CONFIRMING: ("info", _("Being confirmed")),
    CompanyState.AWAITING: ("warn", _("Held until the transfer comes")),
    CompanyState.TO_BE_PAID: ("warn", _("Still to be paid")),
    CompanyState.CONFIRMED: ("ok", _("Confirmed")),
    CompanyState.ENDED: ("unknown", _("Went back unpaid")),
    CompanyState.PAID_BUT_FULL: ("bad", _("Paid, no place left")),
    CompanyState.GIVEN_BACK: ("unknown", _("Given back")),
    CompanyState.REVIEW: ("bad", _("Needs a look")),
}
PAYING: dict[str, Words] = {
    "card": _("By card"),
    "invoice": _("On invoice"),
    "settled": _("Settled when it was made"),
}
BILLS: dict[str, Words] = {
    "wanted": _("to be sent"),
    "open": _("sent, not paid"),
    "paid": _("paid"),
    "void": _("taken back"),
    "uncollectible": _("given up"),
    "refused": _("refused; send the PDF yourself"),
}
CHECKS: dict[str, tuple[str, Words]] = {
    "": ("unknown", _("not looked at")),
    VatCheck.FORMAT: ("info", _("right by its form")),
    VatCheck.PENDING: ("info", _("asked of the register")),
    VatCheck.VERIFIED: ("ok", _("known to the register")),
    VatCheck.UNVERIFIED: ("bad", _("not known to the register")),
    VatCheck.UNAVAILABLE: ("warn", _("the register did not answer")),
}

"""The familiar test numbers and what becomes of a payment made with each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


SUCCEEDS = _("The payment succeeds")


@dataclass(frozen=True)
class Card:
    """How a practice card behaves.

    ``decline`` is the decline code, ``error`` the error code shown with it. ``refund`` says
    how refunds go: at once, ``pending`` first, or ``fails`` later. ``dispute`` is the reason
    of a dispute that is opened by itself some time after the payment.
    """

    brand: str = "visa"
    country: str = "US"
    label: str | _StrPromise = SUCCEEDS
    authenticate: bool = False
    error: str = ""
    decline: str = ""
    refund: str = "at once"
    dispute: str = ""
    inquiry: bool = False
    fraud_warning: bool = False


@dataclass(frozen=True)
class BankAccount:
    """How a practice bank account behaves when it is debited: the result comes later."""

    label: str | _StrPromise
    succeeds: bool
    after_s: int


CARDS = {
    "4242424242424242": Card(),
    "4000056655665556": Card(label=_("The payment succeeds (debit card)")),
    "5555555555554444": Card(brand="mastercard", label=_("The payment succeeds (Mastercard)")),
    "378282246310005": Card(brand="amex", label=_("The payment succeeds (American Express)")),
    "4000002760000016": Card(country="DE", label=_("The payment succeeds (card from Germany)")),
    "4000000000000002": Card(
        error="card_declined", decline="generic_decline", label=_("Declined, no reason given")
    ),
    "4000000000009995": Card(
        error="card_declined", decline="insufficient_funds", label=_("Declined, too little money")
    ),
    "4000000000009987": Card(error="card_declined", decline="lost_card", label=_("Declined, lost")),
    "4000000000009979": Card(
        error="card_declined", decline="stolen_card", label=_("Declined, stolen")
    ),
    "4000000000000069": Card(
        error="expired_card", decline="expired_card", label=_("Declined, expired")
    ),
    "4000000000000127": Card(
        error="incorrect_cvc", decline="incorrect_cvc", label=_("Declined, wrong security code")
    ),
    "4000000000000119": Card(
        error="processing_error", decline="processing_error", label=_("Declined, error on the way")
    ),
    "4000002500003155": Card(authenticate=True, label=_("Your bank asks first (3-D Secure)")),
    "4000000000003220": Card(authenticate=True, label=_("Your bank asks first (3-D Secure 2)")),
    "4000008260003178": Card(
        authenticate=True,
        error="card_declined",
        decline="insufficient_funds",
        label=_("Your bank asks first, then too little money"),
    ),
    "4000000000000259": Card(dispute="fraudulent", label=_("Succeeds, disputed as fraud later")),
    "4000000000002685": Card(
        dispute="product_not_received", label=_("Succeeds, disputed as not received later")
    ),
    "4000000000001976": Card(
        dispute="fraudulent", inquiry=True, label=_("Succeeds, the bank inquires later")
    ),
    "4000000000005423": Card(fraud_warning=True, label=_("Succeeds, early fraud warning later")),
    "4000000000007726": Card(refund="pending", label=_("Succeeds, refunds take their time")),
    "4000000000005126": Card(refund="fails", label=_("Succeeds, refunds fail later")),
}

# Those that the hosted page lists; the others work all the same.
SHOWN = (
    "4242424242424242", "4000000000000002", "4000000000009995", "4000002500003155",
    "4000000000003220", "4000000000000259", "4000000000005126", "4000000000007726",
)  # fmt: skip

BANK_ACCOUNTS = {
    "AT611904300234573201": BankAccount(_("Succeeds within the minute"), succeeds=True, after_s=20),
    "AT321904300235473204": BankAccount(
        _("Succeeds after three minutes"), succeeds=True, after_s=180
    ),
    "AT861904300235473202": BankAccount(_("Fails within the minute"), succeeds=False, after_s=20),
    "AT051904300235473205": BankAccount(
        _("Fails after three minutes"), succeeds=False, after_s=180
    ),
}

DECLINES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication": "We are unable to authenticate your payment method. Please choose a "
    "different payment method and try again.",
}


def behaviour(number: str) -> Card:
    """How a card of this number behaves; a number that only looks right simply succeeds."""
    return CARDS.get(number, Card())


def looks_right(number: str) -> bool:
    """Whether the digits could be a card's: their count and the check digit (Luhn)."""
    if not number.isdigit() or not 13 <= len(number) <= 19:
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0

"""The least that can be paid by card: below it the provider opens no checkout.

Amounts as Stripe publishes them for the currencies that are sold in, in minor units.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from courseplatform.kit.money import show
from courseplatform.kit.refusals import Refusal

SMALLEST = {"EUR": 50, "USD": 50, "GBP": 30, "CHF": 50, "JPY": 50, "KWD": 500}


def refuse_too_small(amount_minor: int, currency: str) -> None:
    """Refuse a sum that no card payment can be opened for; zero never comes here.

    Raises:
        Refusal: ``too-small``.
    """
    least = SMALLEST[currency]
    if amount_minor < least:
        raise Refusal(
            _(
                "%(sum)s are left to pay, which is less than the %(least)s that a card payment "
                "takes. Write to us, and we enrol you by hand."
            )
            % {"sum": show(amount_minor, currency), "least": show(least, currency)},
            code="too-small",
        )

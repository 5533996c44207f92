"""What the reason of a dispute means, in the words of the one who has to answer it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The reasons that Stripe tells: https://docs.stripe.com/disputes/categories
REASONS: dict[str, Promise] = {
    "bank_cannot_process": gettext_lazy("the bank could not process it"),
    "check_returned": gettext_lazy("a cheque came back"),
    "credit_not_processed": gettext_lazy("a promised refund did not come"),
    "customer_initiated": gettext_lazy("the buyer asked the bank for it"),
    "debit_not_authorized": gettext_lazy("the buyer did not allow the debit"),
    "duplicate": gettext_lazy("paid twice for the same"),
    "fraudulent": gettext_lazy("the holder of the card says it was not them"),
    "general": gettext_lazy("no closer reason"),
    "incorrect_account_details": gettext_lazy("wrong account details"),
    "insufficient_funds": gettext_lazy("too little money in the account"),
    "noncompliant": gettext_lazy("against the rules of the card network"),
    "product_not_received": gettext_lazy("the buyer got nothing for it"),
    "product_unacceptable": gettext_lazy("the buyer says it is not what was described"),
    "subscription_canceled": gettext_lazy("charged after it was cancelled"),
    "unrecognized": gettext_lazy("the buyer does not know the payment"),
}


def reason_word(slug: str) -> str:
    """Return what a reason means; one we do not know is shown as it came, none as "no reason given"."""
    if not slug:
        return _("no reason given")
    return str(REASONS.get(slug, slug.replace("_", " ")))

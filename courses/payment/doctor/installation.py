"""Checks of what this installation was told: keys, secrets, taxes."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseplatform.people.models import Organiser
from courses.payment.doctor.finding import Finding, bad, ok, warn
from courses.payment.providers.stripe.client import is_live
from courses.pricing.models import PriceList
from courses.pricing.quote import VatMode

SECRET = "whsec_"  # noqa: S105 - how every secret of an endpoint begins
MOST_SECRETS = 2


def key(_now: datetime) -> Finding:
    """The key's mode fits the installation's, and it may do no more than it must."""
    given, production = settings.STRIPE_SECRET_KEY, settings.MODE == "production"
    if not given:
        return bad(
            "key",
            _("There is no key of the payment service, so nothing can be sold."),
            _("Set STRIPE_SECRET_KEY."),
        )
    if production and not is_live(given):
        return bad(
            "key",
            _("This installation is for production, but its key moves no real money."),
            _("Set STRIPE_SECRET_KEY to a live key, a restricted one if you can."),
        )
    if is_live(given) and not production:
        return bad(
            "key",
            _("This installation is for practice, but its key moves real money."),
            _("Take the live key out at once and set a test key."),
        )
    if given.startswith("sk_live_"):
        return warn(
            "key",
            _("The key may do everything in the account."),
            _("Make a restricted key with the rights that docs/payments.md lists."),
        )
    return ok("key", _("The key fits this installation."))


def secrets(_now: datetime) -> Finding:
    """There is a secret to prove deliveries with; two while one is exchanged."""
    given = settings.STRIPE_WEBHOOK_SECRETS
    if not given:
        return bad(
            "secrets",
            _("No secret is set, so every delivery is refused."),
            _("Set STRIPE_WEBHOOK_SECRETS to the endpoint's signing secret."),
        )
    if any(not secret.startswith(SECRET) for secret in given):
        return bad(
            "secrets",
            _("A secret does not look like one of the payment service's."),
            _("Copy the endpoint's signing secret again; it begins with whsec_."),
        )
    if len(given) > MOST_SECRETS:
        return warn(
            "secrets",
            _("More than two secrets are active."),
            _("Keep the newest; take the others out once the endpoint's old secret has expired."),
        )
    return ok(
        "secrets",
        ngettext(
            "One secret proves the deliveries.",
            "Two secrets prove the deliveries; take the old one out once it has expired.",
            len(given),
        ),
    )


def taxes(now: datetime) -> Finding:
    """Where prices contain VAT, the organiser has a number to charge it under."""
    charging = PriceList.objects.filter(
        vat_mode=VatMode.INCLUSIVE, vat_bp__gt=0, session__ends_at__gt=now
    )
    if charging.exists() and not Organiser.current().vat_number:
        return warn(
            "taxes",
            _("Prices contain VAT, but the organiser has no VAT number to charge it under."),
            _("Enter the organiser's VAT number, or take the VAT out of the prices."),
        )
    return ok("taxes", _("Prices and the organiser's VAT number fit."))


CHECKS = (key, secrets, taxes)

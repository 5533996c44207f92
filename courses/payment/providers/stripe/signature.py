"""Proving that a delivery comes from Stripe, on the untouched bytes, before anything reads them."""

from __future__ import annotations

import json

import stripe
from django.conf import settings

from courses.payment.providers.contract import BadNotice, Notice
from courses.payment.providers.stripe import reading

TOLERANCE_SECONDS = 300  # zero would switch the check of age off


def prove(body: bytes, header: str) -> Notice:
    """Return the notice in ``body`` if one of our secrets signed it lately.

    Two secrets may be active at once, so that one can be exchanged without losing deliveries.

    Raises:
        BadNotice: no secret fits, the signature is too old, or the body is no event.
    """
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(
                body.decode("utf-8"), header, secret, TOLERANCE_SECONDS
            )
            return reading.notice(json.loads(body))
        except stripe.SignatureVerificationError:
            continue
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            # The SDK raises these for bodies and headers that no honest sender makes.
            raise BadNotice("not an event") from error
    raise BadNotice("no secret fits the signature")

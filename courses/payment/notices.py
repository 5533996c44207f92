"""What a delivery makes us do: always the same thing, read the object again and apply what it is.

The order of deliveries does not matter, because only the present state of the object is applied.
"""

from __future__ import annotations

from courses.payment import refunds, settling
from courses.payment.models import Delivery, PaymentAttempt
from courses.payment.providers.registry import provider


def handle(delivery: Delivery) -> str:
    """Work one delivery; return ``done``, or ``ignored`` when it concerns nothing of ours.

    Raises:
        ProviderAway: the provider cannot be asked now; the delivery is tried again.
    """
    if delivery.type.startswith("checkout.session."):
        return _checkout(delivery)
    if delivery.type.startswith(("refund.", "charge.refund")):
        return _refund(delivery)
    return "ignored"


def _checkout(delivery: Delivery) -> str:
    attempt = PaymentAttempt.objects.filter(
        provider=delivery.provider, checkout_id=delivery.object_id
    ).first()
    if attempt is None:
        seen = provider(delivery.provider).read_checkout(delivery.object_id)
        attempt = settling.attempt_of(delivery.provider, seen)
        if attempt is None:
            return settling.stray_checkout(delivery.provider, seen)
    settling.sync(attempt, source="webhook")
    return "done"


def _refund(delivery: Delivery) -> str:
    """Bring all refunds of the payment up to date; one made in the dashboard gets its row here."""
    return refunds.sync_payment(delivery.provider, delivery.payment_id, source="webhook")

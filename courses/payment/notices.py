"""What a delivery makes us do: always the same thing, read the object again and apply what it is.

The order of deliveries does not matter, because only the present state of the object is applied.
"""

from __future__ import annotations

from collections.abc import Callable

from courses.payment import bill_news, disputes, fraud, refund_news, settling
from courses.payment.models import Delivery, PaymentAttempt
from courses.payment.providers.registry import provider

SOURCE = "webhook"


def handle(delivery: Delivery) -> str:
    """Work one delivery; return ``done``, or ``ignored`` when it concerns nothing of ours.

    Raises:
        ProviderAway: the provider cannot be asked now; the delivery is tried again.
    """
    for beginning, work in HANDLERS.items():
        if delivery.type.startswith(beginning):
            return work(delivery)
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
    settling.sync(attempt, source=SOURCE)
    return "done"


def _refund(delivery: Delivery) -> str:
    """Bring all refunds of the payment up to date; one made in the dashboard gets its row here."""
    return refund_news.sync_payment(
        delivery.provider, delivery.payment_id, source=SOURCE, object_id=delivery.object_id
    )


def _dispute(delivery: Delivery) -> str:
    return disputes.sync(delivery.provider, delivery.object_id, delivery.payment_id, source=SOURCE)


def _warning(delivery: Delivery) -> str:
    return fraud.sync(delivery.provider, delivery.object_id, delivery.payment_id, source=SOURCE)


HANDLERS: dict[str, Callable[[Delivery], str]] = {
    "checkout.session.": _checkout,
    "charge.dispute.": _dispute,
    "charge.refund": _refund,
    "refund.": _refund,
    "radar.early_fraud_warning.": _warning,
    "invoice": bill_news.invoice,
    "customer.tax_id.": bill_news.tax_number,
    "cash_balance.": bill_news.unmatched_money,
}

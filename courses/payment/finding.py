"""Finding the attempt that a payment at the provider belongs to."""

from __future__ import annotations

from courses.payment import settling
from courses.payment.models import PaymentAttempt
from courses.payment.providers.registry import provider


def attempt_of_payment(slug: str, payment_id: str, *, source: str) -> PaymentAttempt | None:
    """Return the attempt that a payment settled, or None when it is none of ours.

    News of what became of a payment may come before the news that it was made; then the provider
    is asked for its checkout, and that is settled first.

    Raises:
        ProviderAway: the provider cannot be asked now.
    """
    if not payment_id:
        return None
    known = PaymentAttempt.objects.filter(provider=slug, payment_id=payment_id).first()
    if known is not None:
        return known
    seen = provider(slug).checkout_of_payment(payment_id)
    attempt = settling.attempt_of(slug, seen) if seen else None
    return settling.sync(attempt, source=source) if attempt else None

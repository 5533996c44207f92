"""How long payment keeps personal data: bodies of deliveries hold names and addresses, 90 days."""

from __future__ import annotations

from datetime import timedelta

from courseplatform.kit import clock
from courses.payment.models import Delivery

KEEP_BODIES = timedelta(days=90)


def empty_old_bodies() -> int:
    """Empty the bodies of old deliveries; the envelope stays. Return how many."""
    old = Delivery.objects.filter(received_at__lt=clock.now() - KEEP_BODIES).exclude(body=b"")
    return old.update(body=b"")

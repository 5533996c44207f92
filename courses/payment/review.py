"""Raising things that a person must look at; said once while open, however often it is seen."""

from __future__ import annotations

import logging

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.orders.models import Order
from courses.payment.models import ReviewItem

log = logging.getLogger(__name__)


def raise_item(kind: str, subject: str, sentence: str, order: Order | None = None) -> None:
    """Open a review item unless the same one is open already."""
    _item, created = ReviewItem.objects.get_or_create(
        kind=kind,
        subject=subject,
        closed_at=None,
        defaults={"sentence": sentence, "order": order, "raised_at": clock.now()},
    )
    if created:
        log.error("Payment needs a look: %s %s", kind, subject)


def close_item(item: ReviewItem, actor: User, outcome: str) -> None:
    """Close an item with what was done about it.

    Raises:
        Refusal: somebody closed it meanwhile.
    """
    closed = ReviewItem.objects.filter(pk=item.pk, closed_at=None).update(
        closed_at=clock.now(), closed_by=actor, outcome=outcome
    )
    if not closed:
        raise Refusal("Somebody closed this item meanwhile. Reload the page to see what was done.")
    audit.record(actor, "review.closed", f"review:{item.pk}", kind=item.kind)

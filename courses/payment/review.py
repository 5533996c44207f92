"""Raising things that a person must look at; said once while open, however often it is seen."""

from __future__ import annotations

import logging
from typing import Any

from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.orders.models import Order
from courses.payment.models import ReviewItem

log = logging.getLogger(__name__)


def raise_item(kind: str, subject: str, sentence: str, order: Order | None = None) -> None:
    """Open a review item unless the same one is open already.

    Args:
        kind: a slug that ``resolving`` knows; another one can only be closed with a note.
        subject: the thing itself, such as ``refund:<ref>``; its act finds it by that.
    """
    _item, created = ReviewItem.objects.get_or_create(
        kind=kind,
        subject=subject,
        closed_at=None,
        defaults={"sentence": sentence, "order": order, "raised_at": clock.now()},
    )
    if created:
        log.error("Payment needs a look: %s %s", kind, subject)


def settle(kind: str, outcome: str, **which: Any) -> int:
    """Close open items of a kind whose matter settled itself; return how many.

    Args:
        which: what chooses them, such as ``subject="dispute:…"`` or ``order=order``.
    """
    open_ones = ReviewItem.objects.filter(kind=kind, closed_at=None, **which)
    return open_ones.update(closed_at=clock.now(), outcome=outcome)


def close_item(item: ReviewItem, actor: User, outcome: str, *, by: str = "note") -> None:
    """Close an item with what was done about it.

    Args:
        by: the slug of the act that resolved it, for the audit trail.

    Raises:
        Refusal: somebody closed it meanwhile.
    """
    closed = ReviewItem.objects.filter(pk=item.pk, closed_at=None).update(
        closed_at=clock.now(), closed_by=actor, outcome=outcome
    )
    if not closed:
        raise Refusal(
            _("Somebody closed this item meanwhile. Reload the page to see what was done."),
            code="closed-already",
        )
    audit.record(actor, "review.closed", f"review:{item.pk}", kind=item.kind, by=by)

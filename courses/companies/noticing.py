"""Orders on invoice whose money came by staff's hand: their places are confirmed by it."""

from __future__ import annotations

import logging

from django.db import transaction

from courseplatform.kit import clock
from courses.companies.delivering import settle
from courses.enrolment.models import PlaceState
from courses.orders.balance import balance
from courses.orders.companies import Paying
from courses.orders.models import EntryKind, Order

log = logging.getLogger(__name__)
BATCH = 50


def deliver_paid() -> int:
    """Deliver the orders that wait for a transfer and are paid in full; return how many."""
    waiting = (
        Order.objects.filter(
            company__paying=Paying.INVOICE,
            lines__place__state=PlaceState.HELD,
            entries__kind__in=[EntryKind.MANUAL_TRANSFER, EntryKind.CHARGE],
        )
        .distinct()
        .order_by("pk")
    )
    return sum(_deliver(order.pk) for order in waiting[:BATCH])


def _deliver(pk: int) -> int:
    now = clock.now()
    try:
        with transaction.atomic():
            order = Order.objects.select_for_update(no_key=True).get(pk=pk)
            if balance(order).open_minor:
                return 0
            last = order.entries.order_by("occurred_at").last()
            return int(settle(order, last.occurred_at if last else now, now) is not None)
    except Exception:
        log.exception("The paid order %s could not be delivered.", pk)
        return 0

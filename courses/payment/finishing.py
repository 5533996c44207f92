"""The end of a move to another session: carried out, with the documents that say so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from courseplatform.kit import clock
from courses.invoicing import bills, crediting
from courses.invoicing.snapshots import Why
from courses.orders import carrying
from courses.orders.balance import balance
from courses.orders.models import Order
from courses.orders.transfers import PlaceTransfer


def finish(order: Order, occurred_at: datetime) -> bool:
    """Carry out the transfer into ``order`` and write its documents; the caller holds its row.

    What was carried leaves the old order by a credit note, if that had a receipt or an invoice; the
    new order gets a receipt for its whole price, once all of it is paid.

    Returns:
        False when it cannot be done any more; then what was paid for it goes back.
    """
    with transaction.atomic():
        if not carrying.complete(order, clock.now()):
            return False
        transfer = PlaceTransfer.objects.select_related("order_from").get(order_to=order)
        if transfer.carried_minor:
            crediting.credit(
                transfer.order_from,
                transfer.carried_minor,
                occurred_at=occurred_at,
                key=f"transfer:{transfer.ref}",
                why=Why.CARRIED,
            )
        if not balance(order).open_minor:
            bills.bill_paid(order, occurred_at)
    return True

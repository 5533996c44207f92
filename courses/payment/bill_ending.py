"""The end of an invoice that nobody paid: taken back at the provider first, then the places go back."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from courseplatform.kit import clock
from courseplatform.kit.moves import try_move
from courseplatform.people.models import User
from courses.catalogue.models import SessionState
from courses.companies import releasing
from courses.enrolment.models import LIVE, Place, PlaceState
from courses.orders.companies import Paying
from courses.orders.models import Order
from courses.payment import bill_settling, billing
from courses.payment.bill_models import LIVE_BILL, ProviderInvoice
from courses.payment.providers.contract import ProviderAway
from courses.payment.providers.registry import bill_provider

log = logging.getLogger(__name__)
BATCH = 20


def release_overdue() -> int:
    """Give back the places whose money did not come; return how many orders.

    So do places that are held for a session which was called off. The provider is asked first and takes
    its invoice back, so that nobody pays for what is gone. Where a part was paid a person decides.
    """
    now = clock.now()
    waiting = Place.objects.filter(lines__order=OuterRef("pk"), state__in=LIVE)
    late = Q(release_unpaid=True, pay_by_on__lt=now.date())
    called_off = Q(session__state=SessionState.CANCELLED, lines__place__state=PlaceState.HELD)
    due = (
        Order.objects.filter(late | called_off, Exists(waiting), company__paying=Paying.INVOICE)
        .select_related("session", "company")
        .distinct()
        .order_by("pk")
    )
    return sum(_release(order) for order in due[:BATCH] if _is_over(order, now))


def _is_over(order: Order, now: datetime) -> bool:
    return order.session.state == SessionState.CANCELLED or releasing.is_due(order, now)


def let_go(order: Order, *, now: datetime, by_staff: User | None = None) -> bool:
    """Give back places that wait for a transfer, as the buyer or staff wish; tell whether they went.

    Raises:
        ProviderAway: the provider cannot be asked whether money is under way.
    """
    for row in order.provider_invoices.filter(state__in=LIVE_BILL):
        _end(row)
    return releasing.release(order, now, by_staff=by_staff)


def _release(order: Order) -> int:
    try:
        for row in order.provider_invoices.filter(state__in=LIVE_BILL):
            _end(row)
        return int(releasing.release(order, clock.now()))
    except ProviderAway as error:
        log.warning("Order %s is kept until the provider answers: %s", order.number, error)
    except Exception:
        log.exception("The unpaid order %s could not be released.", order.number)
    return 0


def _end(row: ProviderInvoice) -> None:
    """Make sure that nobody can pay an invoice any more, unless somebody has."""
    if row.state == "wanted" and not row.tries:
        try_move(row, "wanted", "void", settled_at=clock.now())
        return
    if row.state == "wanted":
        billing.send(row)  # it may be there: the answer was lost
    if row.invoice_id:
        bill_settling.sync(row, source="reconcile")
    if row.state == "open" and not row.paid_minor:
        bill_settling.apply(
            row, bill_provider(row.provider).void_bill(row.invoice_id), source="reconcile"
        )

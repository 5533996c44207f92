"""Documents that follow from what staff did in the rooms below: each in one transaction, once.

What a payment provider settles brings its document along in its own transaction. A place given by hand,
a transfer noted at the desk, money paid back by hand and places that went back unpaid leave rows, and
this sweep writes what those rows ask for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courses.enrolment.models import LIVE, Place
from courses.invoicing import bills, crediting
from courses.invoicing.models import BILLS, Document, DocumentKind
from courses.invoicing.snapshots import Why
from courses.orders.balance import balance
from courses.orders.models import (
    Cancellation,
    EntryKind,
    LedgerEntry,
    Order,
    OrderQuerySet,
    RefundOwed,
    RefundRoute,
    RefundState,
)

log = logging.getLogger(__name__)
BATCH = 50
BACK_AND_FORTH = (EntryKind.FEE, EntryKind.REFUND, EntryKind.REFUND_REVERSAL, EntryKind.CARRIED_OUT)
LOOK_BACK = timedelta(days=60)
WAIVED = "waived:"  # begins the key of a credit note over what was never paid


def write_missing() -> int:
    """Write the documents that are missing; return how many were."""
    now = clock.now()
    return sum(
        _each(orders[:BATCH], act, now)
        for orders, act in (
            (_to_be_paid(), _invoice),
            (_paid_by_hand(), _bill),
            (_never_paid(), _take_back),
            (_waived(), _credit_all_waived),
        )
    ) + sum(_pay_back(owed) for owed in _paid_back_by_hand(now)[:BATCH])


def credit_waived(order: Order, given_at: datetime) -> Document | None:
    """Write the credit note over what is not asked for any more since places went back at an instant.

    The caller holds the order's row.
    """
    given = Cancellation.objects.filter(order=order, created_at=given_at)
    waived = given.aggregate(sum=Sum("waived_minor"))["sum"] or 0
    if not waived:
        return None
    return crediting.credit(
        order,
        waived,
        occurred_at=given_at,
        key=f"{WAIVED}{given_at:%Y%m%d%H%M%S%f}",
        why=Why.GIVEN_BACK,
    )


def _credit_all_waived(order: Order, now: datetime) -> bool:
    times = Cancellation.objects.filter(order=order, waived_minor__gt=0).values_list(
        "created_at", flat=True
    )
    before = Document.objects.filter(order=order).count()
    for given_at in sorted(set(times)):
        credit_waived(order, given_at)
    return Document.objects.filter(order=order).count() > before


def _each(orders: OrderQuerySet, act: Callable[[Order, datetime], bool], now: datetime) -> int:
    done = 0
    for pk in list(orders.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                done += act(Order.objects.select_for_update(no_key=True).get(pk=pk), now)
        except Exception:
            log.exception("The documents of order %s could not be written.", pk)
    return done


def _to_be_paid() -> OrderQuerySet:
    """Orders with a last day for a transfer, a live place, and no bill yet."""
    return (
        Order.objects.filter(_has_live_place(), pay_by_on__isnull=False, total_minor__gt=0)
        .exclude(_has_bill())
        .exclude(billing__name="", billing__company="")
        .exclude(~Q(billing__company=""), Q(billing__address="") | Q(billing__country=""))
        .order_by("pk")
    )


def _paid_by_hand() -> OrderQuerySet:
    """Orders whose money came in full and partly by hand, and whose bill does not say so yet."""
    came = LedgerEntry.objects.filter(order=OuterRef("pk"), kind=EntryKind.MANUAL_TRANSFER)
    told = Document.objects.filter(order=OuterRef("pk")).filter(
        Q(kind=DocumentKind.RECEIPT) | Q(kind=DocumentKind.INVOICE, snapshot__open_minor=0)
    )
    return (
        Order.objects.filter(Exists(came), total_minor__gt=0)
        .exclude(Exists(told))
        .annotate(
            received=Sum("entries__amount_minor", filter=~Q(entries__kind__in=BACK_AND_FORTH))
        )
        .filter(received__gte=F("total_minor"))
        .order_by("pk")
    )


def _never_paid() -> OrderQuerySet:
    """Orders that asked for money by an invoice and have no live place any more."""
    notes = Q(followers__kind=DocumentKind.CREDIT_NOTE)
    asking = (
        Document.objects.filter(order=OuterRef("pk"), kind=DocumentKind.INVOICE, about=None)
        .exclude(snapshot__open_minor=0)
        .annotate(taken_back=Coalesce(Sum("followers__total_minor", filter=notes), 0))
        .filter(taken_back__lt=F("total_minor"))
    )
    told = Document.objects.filter(order=OuterRef("pk")).filter(
        Q(kind=DocumentKind.RECEIPT) | Q(kind=DocumentKind.CREDIT_NOTE, key="unpaid")
    )
    # What a company owes for places that it gave back late stays owed.
    given_back = Cancellation.objects.filter(order=OuterRef("pk"), order__company__isnull=False)
    return (
        Order.objects.filter(Exists(asking))
        .exclude(_has_live_place())
        .exclude(Exists(told))
        .exclude(Exists(given_back))
        .order_by("pk")
    )


def _waived() -> OrderQuerySet:
    """Orders of which less is asked for, and whose credit notes do not say all of it yet."""
    told = Coalesce(Sum("documents__total_minor", filter=Q(documents__key__startswith=WAIVED)), 0)
    given = Cancellation.objects.filter(order=OuterRef("pk")).values("order")
    waived = given.annotate(sum=Sum("waived_minor")).values("sum")
    some = Exists(Cancellation.objects.filter(order=OuterRef("pk"), waived_minor__gt=0))
    return (
        Order.objects.filter(some)
        .annotate(waived=Coalesce(Subquery(waived), 0), told=told)
        .filter(waived__gt=F("told"))
        .filter(_has_bill())
        .order_by("pk")
    )


def _paid_back_by_hand(now: datetime) -> list[RefundOwed]:
    """Refunds that staff paid lately and that no credit note tells of."""
    told = Document.objects.filter(
        order=OuterRef("order"),
        kind=DocumentKind.CREDIT_NOTE,
        key=Concat(Value("owed:"), OuterRef("ref")),
    )
    found = RefundOwed.objects.filter(
        route=RefundRoute.HAND, state=RefundState.SETTLED, settled_at__gt=now - LOOK_BACK
    ).exclude(Exists(told))
    billed = Document.objects.filter(order=OuterRef("order"), kind__in=BILLS)
    return list(found.filter(Exists(billed)).select_related("order").order_by("pk"))


def _has_bill() -> Exists:
    return Exists(Document.objects.filter(order=OuterRef("pk"), kind__in=BILLS, about=None))


def _has_live_place() -> Exists:
    return Exists(Place.objects.filter(lines__order=OuterRef("pk"), state__in=LIVE))


def _invoice(order: Order, now: datetime) -> bool:
    try:
        bills.invoice(order, now)
    except Refusal:
        return False
    return True


def _bill(order: Order, now: datetime) -> bool:
    last = order.entries.filter(kind=EntryKind.MANUAL_TRANSFER).order_by("occurred_at").last()
    bills.bill_paid(order, last.occurred_at if last else now)
    return True


def _take_back(order: Order, now: datetime) -> bool:
    note = crediting.credit(
        order, balance(order).open_minor, occurred_at=now, key="unpaid", why=Why.UNPAID
    )
    return note is not None


def _pay_back(owed: RefundOwed) -> bool:
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True).get(pk=owed.order_id)
        note = crediting.credit_refund(
            order,
            owed.amount_minor,
            owed.reason,
            occurred_at=owed.settled_at or clock.now(),
            key=f"owed:{owed.ref}",
        )
    return note is not None

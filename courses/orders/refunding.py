"""Owing money back: one row each, which ``payment`` pays out or staff pays by hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.money import show
from courseplatform.kit.moves import move, try_move
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.orders.balance import balance
from courses.orders.ledger import post
from courses.orders.models import (
    Cancellation,
    EntryKind,
    EntrySource,
    LedgerEntry,
    Order,
    RefundOwed,
    RefundRoute,
    RefundState,
)

TOPIC = "refunds"
BY_HAND = ("desk", "house")  # providers that are no providers


def most(order: Order) -> int:
    """Return the most that can still be promised back on ``order``."""
    return balance(order).refundable_minor


def owe(
    order: Order, amount_minor: int, *, reason: str, of: Cancellation | None = None
) -> RefundOwed:
    """Promise a sum back; the caller holds the order's row, so that promises never sum too high.

    Raises:
        Refusal: ``too-much``.
    """
    left = most(order)
    if amount_minor > left:
        raise too_much(left, order.currency)
    owed = RefundOwed.objects.create(
        order=order,
        cancellation=of,
        amount_minor=amount_minor,
        currency=order.currency,
        reason=reason,
        route=_route(order, amount_minor),
        created_at=clock.now(),
    )
    wake(TOPIC)
    return owed


def refund_part(order: Order, amount_minor: int, *, actor: User) -> RefundOwed:
    """Promise back a sum that staff chose; the place stays.

    Raises:
        Refusal: ``too-much``, or ``nothing`` for a sum that is none.
    """
    if amount_minor <= 0:
        raise Refusal(_("A refund is more than nothing."), code="nothing")
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        owed = owe(locked, amount_minor, reason="goodwill")
        audit.record(
            actor,
            "refund.promised",
            f"order:{order.ref}",
            amount_minor=amount_minor,
            currency=order.currency,
        )
    return owed


def settle(owed: RefundOwed, now: datetime) -> bool:
    """Note that the money has gone back; tell whether this call did. The ledger is the caller's."""
    return try_move(
        owed,
        [RefundState.OWED, RefundState.SUBMITTED, RefundState.FAILED],
        RefundState.SETTLED,
        settled_at=now,
    )


def pay_by_hand(owed: RefundOwed, *, reference: str, actor: User, now: datetime) -> None:
    """Record that staff sent the money back outside of any provider.

    Args:
        reference: the bank's own reference of the payment; no names.

    Raises:
        Refusal: ``not-settled``: it was paid or dropped already.
    """
    with transaction.atomic():
        move(
            owed,
            [RefundState.OWED, RefundState.FAILED],
            RefundState.SETTLED,
            settled_at=now,
            otherwise=_("This refund is on its way or paid already; nothing was recorded."),
        )
        post(
            owed.order,
            EntryKind.REFUND,
            -owed.amount_minor,
            provider="desk",
            provider_object_id=f"refund:{owed.ref}",
            occurred_at=now,
            source=EntrySource.STAFF,
            actor=actor,
            evidence=reference[:120],
        )
        audit.record(
            actor,
            "refund.paid-by-hand",
            f"order:{owed.order.ref}",
            amount_minor=owed.amount_minor,
            currency=owed.currency,
        )


def too_much(left: int, currency: str) -> Refusal:
    """Return the refusal of a sum that is more than what is left."""
    return Refusal(
        _("Only %(sum)s of this order can still go back. Choose a smaller sum.")
        % {"sum": show(left, currency)},
        code="too-much",
    )


def _route(order: Order, amount_minor: int) -> RefundRoute:
    """Return the way the money came, as far as enough of it came that way."""
    by_provider = (
        LedgerEntry.objects.filter(order=order)
        .exclude(provider__in=BY_HAND)
        .exclude(kind=EntryKind.FEE)
        .aggregate(sum=Sum("amount_minor"))["sum"]
        or 0
    )
    return RefundRoute.PROVIDER if by_provider >= amount_minor else RefundRoute.HAND

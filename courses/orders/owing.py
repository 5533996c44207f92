"""Money owed back to a buyer: one row, followed until it went or a person took it over."""

from __future__ import annotations

from django.db.models import Sum

from courseplatform.kit import clock
from courseplatform.kit.moves import try_move
from courseplatform.kit.wake import wake
from courses.orders.balance import balance
from courses.orders.companies import Paying
from courses.orders.lineage import ancestors
from courses.orders.models import (
    Cancellation,
    EntryKind,
    LedgerEntry,
    Order,
    RefundOwed,
    RefundRoute,
    RefundState,
)

TOPIC = "refunds"
BY_HAND = ("desk", "house")  # what the ledger calls the doors that are no provider


def most(order: Order) -> int:
    """Return the most that can still be promised back on ``order``, in minor units."""
    return balance(order).refundable_minor


def owe(
    order: Order,
    amount_minor: int,
    reason: str,
    *,
    of: Cancellation | None = None,
    route: RefundRoute | None = None,
) -> RefundOwed:
    """Promise a sum of an order back (minor units, the order's currency).

    The caller holds the order's row and has compared the sum with ``most``, so that promises never
    sum too high. Money that came through a provider is picked up by payment; money that did not is
    paid back by staff.

    Args:
        reason: a slug such as ``policy``, ``duplicate`` or ``full``.
        of: the cancellation that led to it.
        route: the way it must go; without it the way the money came.
    """
    owed = RefundOwed.objects.create(
        order=order,
        cancellation=of,
        amount_minor=amount_minor,
        currency=order.currency,
        reason=reason,
        route=route or _route(order, amount_minor),
        created_at=clock.now(),
    )
    wake(TOPIC)
    return owed


def settle(owed: RefundOwed) -> bool:
    """Note that the whole sum is on its way back; tell whether this call did."""
    return try_move(
        owed,
        [RefundState.OWED, RefundState.SUBMITTED, RefundState.FAILED],
        RefundState.SETTLED,
        settled_at=clock.now(),
    )


def fail(owed: RefundOwed, amount_minor: int) -> RefundOwed:
    """Note that a sum did not go, or came back: still owed, and a person must act.

    A part of a debt becomes a failed debt of its own, so that the rest goes its way. Joins the
    surrounding transaction.

    Returns:
        The debt that failed.
    """
    if amount_minor >= owed.amount_minor:
        try_move(
            owed,
            [RefundState.SUBMITTED, RefundState.SETTLED],
            RefundState.FAILED,
            settled_at=None,
        )
        return owed
    reduce(owed, owed.amount_minor - amount_minor)
    return RefundOwed.objects.create(
        order_id=owed.order_id,
        amount_minor=amount_minor,
        currency=owed.currency,
        reason=owed.reason,
        route=owed.route,
        state=RefundState.FAILED,
        created_at=clock.now(),
    )


def again(owed: RefundOwed) -> bool:
    """Have a failed debt asked for once more; tell whether this call did."""
    moved = try_move(owed, RefundState.FAILED, RefundState.OWED)
    if moved:
        wake(TOPIC)
    return moved


def drop(owed: RefundOwed) -> bool:
    """Note that nothing is owed any more; tell whether this call did."""
    return try_move(
        owed,
        [RefundState.OWED, RefundState.SUBMITTED, RefundState.FAILED],
        RefundState.DROPPED,
    )


def turn_to_hand(owed: RefundOwed) -> None:
    """Leave a debt that the provider can't send back to staff's own hand."""
    try_move(owed, RefundState.SUBMITTED, RefundState.OWED, route=RefundRoute.HAND)


def reduce(owed: RefundOwed, amount_minor: int) -> None:
    """Lower what is owed to ``amount_minor``, because the rest goes another way."""
    RefundOwed.objects.filter(pk=owed.pk).update(amount_minor=amount_minor)
    owed.amount_minor = amount_minor


def _route(order: Order, amount_minor: int) -> RefundRoute:
    """Return the way the money came, as far as enough of it came that way.

    What was carried into the order came the way it came into the order before. What was paid on
    invoice came by bank transfer: a provider would return it to the company's balance with itself
    instead of to an account at a bank, so a person sends it.
    """
    by_provider = (
        LedgerEntry.objects.filter(order__in=ancestors(order))
        .exclude(provider__in=BY_HAND)
        .exclude(order__company__paying=Paying.INVOICE)
        .exclude(kind=EntryKind.FEE)
        .aggregate(sum=Sum("amount_minor"))["sum"]
        or 0
    )
    return RefundRoute.PROVIDER if by_provider >= amount_minor else RefundRoute.HAND

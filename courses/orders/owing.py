"""Money owed back to a buyer: one row, followed until it went or a person took it over."""

from __future__ import annotations

from courseplatform.kit import clock
from courseplatform.kit.moves import try_move
from courseplatform.kit.wake import wake
from courses.orders.models import Order, RefundOwed, RefundState

TOPIC = "refunds"


def owe(order: Order, amount_minor: int, reason: str) -> RefundOwed:
    """Promise a sum of an order back (minor units, the order's currency); payment picks it up."""
    owed = RefundOwed.objects.create(
        order=order,
        amount_minor=amount_minor,
        currency=order.currency,
        reason=reason,
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


def fail(owed: RefundOwed) -> bool:
    """Note that it did not go, or came back: still owed, and a person must act."""
    return try_move(
        owed,
        [RefundState.SUBMITTED, RefundState.SETTLED],
        RefundState.FAILED,
        settled_at=None,
    )

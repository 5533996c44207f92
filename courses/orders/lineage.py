"""Orders that follow one another because a place moved: whose money a new order holds."""

from __future__ import annotations

from courses.orders.models import Order
from courses.orders.transfers import PlaceTransfer, TransferState


def ancestors(order: Order) -> list[Order]:
    """Return ``order`` and those whose money was carried into it, newest first."""
    found = [order]
    while True:
        came = (
            PlaceTransfer.objects.filter(order_to=found[-1], state=TransferState.DONE)
            .select_related("order_from")
            .first()
        )
        if came is None:
            return found
        found.append(came.order_from)


def where_now(order: Order) -> Order:
    """Return the order that holds the place and the money of ``order`` now: itself, or a later one."""
    while True:
        went = (
            PlaceTransfer.objects.filter(order_from=order, state=TransferState.DONE)
            .select_related("order_to")
            .order_by("-pk")
            .first()
        )
        if went is None:
            return order
        order = went.order_to


def lock_where_now(order: Order) -> Order:
    """Return the order that holds the place and the money of ``order`` now, with its row locked.

    The money may move on while the lock is waited for; then it is followed.
    """
    while True:
        holder = Order.objects.select_for_update(no_key=True).get(pk=where_now(order).pk)
        if where_now(holder) == holder:
            return holder
        order = holder


def open_transfer(order: Order) -> PlaceTransfer | None:
    """Return the transfer out of ``order`` that waits for its payment, if there is one."""
    return (
        PlaceTransfer.objects.filter(order_from=order, state=TransferState.OPEN)
        .select_related("order_to", "place_to__session__course")
        .first()
    )


def is_transfer(order: Order) -> bool:
    """Tell whether an order was opened to move a place into another session."""
    return PlaceTransfer.objects.filter(order_to=order).exists()


def due_by_payment(order: Order) -> int:
    """Return what a payment of ``order`` asks for: all of it, or the difference of a move."""
    due = PlaceTransfer.objects.filter(order_to=order).values_list("due_minor", flat=True).first()
    return order.total_minor if due is None else due

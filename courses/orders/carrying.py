"""Carrying a place and its money over to another session, once.

Afterwards the old place is ``transferred`` and the new one confirmed, the person is enrolled there under
a new alias, and the money stands in two ledger entries that cancel out: each order's balance is right by
itself, and the house's sum has not changed.

Lock order: the newer order, then the older one, then vouchers, then the sessions' counters.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from courseplatform.kit.moves import swap, try_move
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.letters.writing import write
from courseplatform.people.models import User
from courses.catalogue.facts import session_facts
from courses.catalogue.models import SessionState
from courses.enrolment import enrolling, places
from courses.enrolment.models import EndReason, Enrolment, EnrolmentState, PlaceState
from courses.orders import owing
from courses.orders.balance import balance
from courses.orders.ledger import post, post_zero
from courses.orders.models import EntryKind, EntrySource, Order
from courses.orders.transfers import PlaceTransfer, TransferState


class _Impossible(Exception):  # noqa: N818 - a finding; the caller gives the money back
    """The transfer cannot be done any more."""


def complete(order: Order, now: datetime) -> bool:
    """Carry out the transfer into ``order``; its difference is paid, or is to come.

    Joins the surrounding transaction, in which the caller holds ``order``'s row. May run twice.

    Returns:
        False when it cannot be done any more: the old place or its money is gone, the old session
        has begun, the new one is over or was called off, or the hold had lapsed and the place is
        gone. Nothing was changed then but the transfer, which is ``failed``.
    """
    transfer = PlaceTransfer.objects.select_related(
        "order_from__session__course", "place_from__session", "place_to__session__course"
    ).get(order_to=order)
    if transfer.state == TransferState.DONE:
        return True
    try:
        with transaction.atomic():
            Order.objects.select_for_update(no_key=True).get(pk=transfer.order_from_id)
            _carry_out(transfer, order, now)
    except (_Impossible, Refusal):
        _fail(transfer, now)
        return False
    wake(places.TOPIC)
    wake(owing.TOPIC)
    return True


def _carry_out(transfer: PlaceTransfer, order: Order, now: datetime) -> None:
    if not _in_time(transfer, now) or _overtaken(transfer):
        raise _Impossible
    if not try_move(
        transfer, [TransferState.OPEN, TransferState.LAPSED], TransferState.DONE, settled_at=now
    ):
        raise _Impossible
    taken_along = transfer.carried_minor + transfer.back_minor
    if balance(transfer.order_from).refundable_minor < taken_along:
        raise _Impossible
    left = _leave(transfer)
    _arrive(transfer, left.person)
    _carry_money(transfer, order, now)
    _tell(transfer, order, left)


def _in_time(transfer: PlaceTransfer, now: datetime) -> bool:
    """Tell whether the sessions allow it: nobody takes part in one and is moved to another after."""
    old, new = transfer.place_from.session, transfer.place_to.session
    leaves_in_time = now < old.starts_at or old.state == SessionState.CANCELLED
    return leaves_in_time and new.state == SessionState.PUBLISHED and now < new.ends_at


def _overtaken(transfer: PlaceTransfer) -> bool:
    """Tell whether the old place moves, or has moved, by another transfer."""
    others = PlaceTransfer.objects.exclude(pk=transfer.pk).filter(
        place_from=transfer.place_from_id, state__in=[TransferState.OPEN, TransferState.DONE]
    )
    return others.exists()


def _leave(transfer: PlaceTransfer) -> Enrolment:
    """Give the old place up and end its enrolment."""
    old = transfer.place_from
    enrolment = old.enrolments.filter(state=EnrolmentState.ACTIVE).select_related("person").first()
    if enrolment is None:
        raise _Impossible
    if not places.cancel(old, PlaceState.TRANSFERRED, keeps_use=transfer.keeps_use):
        raise _Impossible
    enrolling.end(enrolment, EndReason.TRANSFERRED)
    return enrolment


def _arrive(transfer: PlaceTransfer, person: User) -> None:
    """Confirm the new place, or take one again if its hold had lapsed, and enrol the person."""
    place = transfer.place_to
    if place.state == PlaceState.HELD:
        places.confirm(place)
    elif not places.reclaim(place):
        raise _Impossible
    if transfer.keeps_use:
        swap(place, {"state": PlaceState.CONFIRMED}, voucher_id=transfer.place_from.voucher_id)
    enrolling.enrol(place, person)


def _carry_money(transfer: PlaceTransfer, order: Order, now: datetime) -> None:
    for kind, holder, sign in (
        (EntryKind.CARRIED_OUT, transfer.order_from, -1),
        (EntryKind.CARRIED_IN, order, 1),
    ):
        if transfer.carried_minor:
            post(
                holder,
                kind,
                sign * transfer.carried_minor,
                provider="house",
                provider_object_id=f"transfer:{transfer.ref}",
                occurred_at=now,
                source=EntrySource.HOUSE,
                evidence=f"transfer:{transfer.ref}",
            )
    if order.total_minor == 0:
        post_zero(order, now, EntrySource.HOUSE, None)
    if transfer.back_minor:
        owing.owe(transfer.order_from, transfer.back_minor, "transfer")


def _fail(transfer: PlaceTransfer, now: datetime) -> None:
    transfer.refresh_from_db()
    transfer.place_to.refresh_from_db()
    try_move(
        transfer,
        [TransferState.OPEN, TransferState.LAPSED],
        TransferState.FAILED,
        settled_at=now,
    )
    places.release(transfer.place_to)


def _tell(transfer: PlaceTransfer, order: Order, left: Enrolment) -> None:
    old = transfer.place_from.session
    write(
        f"moved:{transfer.ref}",
        "place_moved",
        to=left.person,
        context={
            **session_facts(transfer.place_to.session),
            "old_starts_at": old.starts_at.isoformat(),
            "old_ends_at": old.ends_at.isoformat(),
            "old_zone": old.zone,
            "number": order.number,
            "order_path": order.get_absolute_url(),
            "total_minor": order.total_minor,
            "carried_minor": transfer.carried_minor,
            "due_minor": transfer.due_minor,
            "back_minor": transfer.back_minor,
            "pay_by_on": order.pay_by_on.isoformat() if order.pay_by_on else "",
            "currency": transfer.currency,
        },
    )

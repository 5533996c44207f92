"""Beginning a move to another session: the new place is held, the old one stays confirmed.

``open``: the new place is held, and what will be carried along is promised. ``done``: see
``orders.carrying``. ``lapsed``: the hold ended before the difference was paid; the old place was never
touched. ``failed``: it was paid, but could not be done any more; the difference goes back.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.moves import try_move
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.enrolment import places
from courses.enrolment.models import (
    Enrolment,
    Place,
    PlaceSource,
)
from courses.orders.billing import Billing
from courses.orders.giving_back import order_of
from courses.orders.models import CancelledBy, Order, OrderKind
from courses.orders.moving import Move, buyer_of, reckon_move
from courses.orders.opening import open_order
from courses.orders.terms import Accepted
from courses.orders.transfers import PlaceTransfer, TransferState


def begin(
    enrolment: Enrolment,
    session: Session,
    *,
    by: CancelledBy,
    actor: User,
    accepted: Accepted,
    shown: tuple[int, int],
    until: datetime,
    now: datetime,
    generous: bool = False,
    keep_price: bool = False,
    pay_by_on: date | None = None,
) -> PlaceTransfer:
    """Hold the new place and open its order, exactly as it was shown; calls nobody.

    A student's hold takes up an offer of the waiting list and never passes those who wait; staff may.

    Args:
        shown: what the page said is due and comes back, minor units.
        until: how long the new place is held, if something is due.
        generous, keep_price: see ``moving.reckon_move``; for staff.
        pay_by_on: the last day for a difference that is paid by transfer; for staff.

    Raises:
        Refusal: as ``moving.reckon_move`` and ``places.hold_place``; ``terms-moved`` when the sums are
            others than the page showed; ``waiver-needed``.
    """
    by_staff = by is CancelledBy.STAFF
    with transaction.atomic():
        order_of(enrolment.place, lock=True)
        enrolment.refresh_from_db()
        enrolment.place.refresh_from_db()
        move = reckon_move(
            enrolment,
            session,
            now,
            accepted=accepted,
            by_staff=by_staff,
            generous=generous,
            keep_price=keep_price,
        )
        _refuse_other_than_shown(move, shown)
        if move.needs_waiver and not accepted.withdrawal_waived and not by_staff:
            raise _waiver_needed()
        place = _hold(move, until, now, by_staff=by_staff)
        opened = open_order(
            quote=move.quoted,
            session=session,
            buyer=move.order.buyer,
            place=place,
            billing=_billing(move.order),
            accepted=accepted,
            now=now,
            kind=OrderKind.STAFF if by_staff else None,
            pay_by_on=pay_by_on if move.moved.due_minor else None,
            frozen=move.terms,
        )
        return _write(move, opened, place, by=by, actor=actor, now=now)


def lapse(order: Order) -> bool:
    """Note that the new place of a transfer was given back; the old one stays as it is."""
    transfer = PlaceTransfer.objects.filter(order_to=order).first()
    return transfer is not None and try_move(
        transfer, TransferState.OPEN, TransferState.LAPSED, settled_at=clock.now()
    )


def _hold(move: Move, until: datetime, now: datetime, *, by_staff: bool) -> Place:
    person = move.enrolment.person
    if not by_staff:
        return places.hold_place(move.session, person, until)
    return places.take_place(move.session, person, until, source=PlaceSource.STAFF, now=now)


def _write(
    move: Move, opened: Order, place: Place, *, by: CancelledBy, actor: User, now: datetime
) -> PlaceTransfer:
    return PlaceTransfer.objects.create(
        order_from=move.order,
        order_to=opened,
        place_from=move.enrolment.place,
        place_to=place,
        by=by,
        actor=actor,
        carried_minor=move.moved.carried_minor,
        due_minor=move.moved.due_minor,
        back_minor=move.moved.back_minor,
        currency=move.order.currency,
        lines=move.moved.to_json(),
        keeps_use=move.voucher is not None,
        created_at=now,
    )


def _billing(order: Order) -> Billing:
    told = order.billing
    return Billing(
        buyer=buyer_of(order),
        name=told.name,
        company=told.company,
        address=told.address,
        country=told.country,
        vat_number=told.vat_number,
        email=told.email,
        reference=told.reference,
    )


def _refuse_other_than_shown(move: Move, shown: tuple[int, int]) -> None:
    if (move.moved.due_minor, move.moved.back_minor) != shown:
        raise Refusal(
            _("A price or a deadline has changed since this page was opened, so the sums are "
              "others now. Look at them again before you move."),
            code="terms-moved",
        )  # fmt: skip


def _waiver_needed() -> Refusal:
    return Refusal(
        _(
            "That session starts before your 14 days of withdrawal are over. To move there, tick "
            "the sentence that says you ask for this."
        ),
        code="waiver-needed",
    )

"""Giving a place back: what it means is shown first, then done exactly so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.facts import session_facts
from courses.catalogue.models import Session, SessionState
from courses.enrolment import enrolling, places
from courses.enrolment.models import EndReason, Enrolment, EnrolmentState, Place, PlaceState
from courses.orders import owing, refunding
from courses.orders.balance import balance
from courses.orders.lineage import open_transfer
from courses.orders.models import Cancellation, CancelledBy, Order, OrderLine
from courses.orders.reckoning import Basis, Reckoning, reckon
from courses.orders.terms import Terms

LETTERS = {
    CancelledBy.ORGANISER: "session_called_off",
    CancelledBy.HOUSE: "place_unpaid",
}


@dataclass(frozen=True)
class _Act:
    """Who gives a place of which order back when, and what that means."""

    order: Order
    reckoning: Reckoning
    by: CancelledBy
    actor: User | None
    now: datetime


def order_of(place: Place, *, lock: bool = False) -> Order:
    """Return the order that a place was bought by; with ``lock``, its row is locked.

    Raises:
        Refusal: ``no-order``: the place was never ordered (an offer that nobody took up).
    """
    line = OrderLine.objects.filter(place=place).order_by("order_id").last()
    orders = Order.objects.select_for_update(no_key=True) if lock else Order.objects.all()
    order = orders.filter(pk=line.order_id).first() if line else None
    if order is None:
        raise Refusal(_("Nothing was ordered for this place."), code="no-order")
    return order


def offer(enrolment: Enrolment, now: datetime) -> Reckoning:
    """Return what a cancellation by the student would mean at ``now``.

    Raises:
        Refusal: ``not-enrolled``, ``session-begun`` or ``not-the-buyer``.
    """
    order = order_of(enrolment.place)
    _refuse(enrolment, order, now)
    _refuse_moving(order)
    return reckon_place(order, enrolment.session, now)


def cancel(
    enrolment: Enrolment, *, actor: User, now: datetime, expected_minor: int
) -> Cancellation:
    """Cancel the student's own place as it was shown; money owed back becomes a row.

    Args:
        expected_minor: the refund that the page showed.

    Raises:
        Refusal: as for ``offer``; ``terms-moved`` when a deadline passed since the page was shown,
            so that the sum is another one now.
    """
    with transaction.atomic():
        order = order_of(enrolment.place, lock=True)
        enrolment.refresh_from_db()
        _refuse(enrolment, order, now)
        _refuse_moving(order)
        reckoning = reckon_place(order, enrolment.session, now)
        if reckoning.refund_minor != expected_minor:
            raise Refusal(
                _("A deadline has passed since this page was opened, so the sum is another one "
                  "now. Look at it again before you cancel."),
                code="terms-moved",
            )  # fmt: skip
        return _give_up(_Act(order, reckoning, CancelledBy.STUDENT, actor, now), enrolment)


def cancel_by_staff(
    enrolment: Enrolment, *, actor: User, now: datetime, refund_minor: int
) -> Cancellation:
    """Cancel somebody's place and send back a sum that staff chose.

    Raises:
        Refusal: ``not-enrolled``, or ``too-much`` when less than that is left of the order's money.
    """
    with transaction.atomic():
        order = order_of(enrolment.place, lock=True)
        enrolment.refresh_from_db()
        _refuse_ended(enrolment)
        _refuse_moving(order)
        refunding.refuse_too_much(order, refund_minor)
        available = min(Terms.from_json(order.terms).place_minor, owing.most(order))
        paid = max(refund_minor, available)
        reckoning = Reckoning(Basis.GOODWILL, paid, refund_minor, order.currency)
        act = _Act(order, reckoning, CancelledBy.STAFF, actor, now)
        cancellation = _give_up(act, enrolment)
        audit.record(
            actor,
            "place.cancelled",
            f"order:{order.ref}",
            enrolment=enrolment.ref,
            refund_minor=refund_minor,
            currency=order.currency,
        )
        return cancellation


def call_off(place: Place, now: datetime) -> bool:
    """Give back a confirmed place of a session that was called off; tell whether this call did.

    A place that is moving to another session is left alone until that is done or has lapsed.
    """
    with transaction.atomic():
        order = order_of(place, lock=True)
        place.refresh_from_db()
        if place.state != PlaceState.CONFIRMED or open_transfer(order):
            return False
        reckoning = reckon_place(order, place.session, now)
        act = _Act(order, reckoning, CancelledBy.ORGANISER, None, now)
        return _release(act, place, EndReason.SESSION_CANCELLED)


def release_unpaid(order: Order, now: datetime) -> int:
    """Give back the confirmed places of an order that was not paid in time; return how many.

    What was paid of it is owed back. Nothing happens to an order that is paid, or about to move.
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        if not balance(locked).open_minor or open_transfer(locked):
            return 0
        confirmed = Place.objects.filter(lines__order=locked, state=PlaceState.CONFIRMED)
        return sum(_release_unpaid(locked, place, now) for place in confirmed.distinct())


def _release_unpaid(order: Order, place: Place, now: datetime) -> bool:
    here = owing.most(order)  # asked for each place, so that nothing is promised twice
    reckoning = Reckoning(Basis.UNPAID, here, here, order.currency)
    return _release(
        _Act(order, reckoning, CancelledBy.HOUSE, None, now), place, EndReason.UNPAID
    )


def _release(act: _Act, place: Place, reason: EndReason) -> bool:
    enrolment = place.enrolments.filter(state=EnrolmentState.ACTIVE).first()
    _write(act, place, enrolment)
    if enrolment:
        enrolling.end(enrolment, reason)
    return places.cancel(place)


def reckon_place(order: Order, session: Session, now: datetime) -> Reckoning:
    """Return what giving a place of ``session`` up would mean: all of it back if it is called off."""
    available = balance(order).refundable_minor
    terms = Terms.from_json(order.terms)
    if session.state == SessionState.CANCELLED:
        paid = max(0, min(terms.place_minor, available))
        return Reckoning(Basis.ORGANISER, paid, paid, order.currency)
    return reckon(terms, available, order.currency, now)


def _refuse(enrolment: Enrolment, order: Order, now: datetime) -> None:
    _refuse_ended(enrolment)
    called_off = enrolment.session.state == SessionState.CANCELLED
    if now >= enrolment.session.starts_at and not called_off:
        raise Refusal(
            _("The session has begun, so it can no longer be cancelled here. Write to us."),
            code="session-begun",
        )
    if order.buyer_id != enrolment.person_id:
        raise Refusal(
            _("Somebody else booked this place for you. Ask them to give it back."),
            code="not-the-buyer",
        )


def _refuse_ended(enrolment: Enrolment) -> None:
    if enrolment.state != EnrolmentState.ACTIVE:
        raise Refusal(_("This place was given back already."), code="not-enrolled")


def _refuse_moving(order: Order) -> None:
    waiting = open_transfer(order)
    if waiting is not None:
        raise Refusal(
            _(
                "This place is about to move to another session, and the difference is being paid. "
                "Let that go first."
            ),
            code="transfer-open",
            next_url=waiting.order_to.get_absolute_url(),
        )


def _give_up(act: _Act, enrolment: Enrolment) -> Cancellation:
    cancellation = _write(act, enrolment.place, enrolment)
    enrolling.end(enrolment, EndReason.CANCELLED)
    if not places.cancel(enrolment.place):
        raise Refusal(_("This place was given back already."), code="not-enrolled")
    return cancellation


def _write(act: _Act, place: Place, enrolment: Enrolment | None) -> Cancellation:
    order, reckoning = act.order, act.reckoning
    cancellation = Cancellation.objects.create(
        order=order,
        place=place,
        enrolment=enrolment,
        by=act.by,
        actor=act.actor,
        basis=reckoning.basis,
        lines=reckoning.to_json(),
        refund_minor=reckoning.refund_minor,
        currency=reckoning.currency,
        created_at=act.now,
    )
    if reckoning.refund_minor:
        owing.owe(order, reckoning.refund_minor, reckoning.basis, of=cancellation)
    write(
        f"cancelled:{cancellation.ref}",
        LETTERS.get(act.by, "place_cancelled"),
        to=enrolment.person if enrolment else order.buyer,
        context={
            **session_facts(order.session),
            "number": order.number,
            "order_path": order.get_absolute_url(),
            "paid_minor": reckoning.paid_minor,
            "kept_minor": reckoning.kept_minor,
            "refund_minor": reckoning.refund_minor,
            "currency": order.currency,
        },
    )
    wake(owing.TOPIC)
    return cancellation

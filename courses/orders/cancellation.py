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
from courses.enrolment import enrolling, places
from courses.enrolment.models import EndReason, Enrolment, EnrolmentState, Place, PlaceState
from courses.orders import owing, refunding
from courses.orders.balance import balance
from courses.orders.models import Cancellation, CancelledBy, Order
from courses.orders.reckoning import Basis, Reckoning, reckon
from courses.orders.terms import Terms


@dataclass(frozen=True)
class _Act:
    """Who gives a place of which order back when, and what that means."""

    order: Order
    reckoning: Reckoning
    by: CancelledBy
    actor: User | None
    now: datetime


def order_of(place: Place) -> Order:
    """Return the order that a place was bought by.

    Raises:
        Refusal: ``no-order``: the place was never ordered (an offer that nobody took up).
    """
    order = Order.objects.filter(lines__place=place).order_by("pk").last()
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
    return _reckon(order, now)


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
        order = _locked(enrolment.place)
        enrolment.refresh_from_db()
        _refuse(enrolment, order, now)
        reckoning = _reckon(order, now)
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
        order = _locked(enrolment.place)
        enrolment.refresh_from_db()
        _refuse_ended(enrolment)
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
    """Give back a confirmed place of a session that was called off; tell whether this call did."""
    with transaction.atomic():
        order = _locked(place)
        place.refresh_from_db()
        if place.state != PlaceState.CONFIRMED:
            return False
        enrolment = place.enrolments.filter(state=EnrolmentState.ACTIVE).first()
        paid = min(Terms.from_json(order.terms).place_minor, owing.most(order))
        reckoning = Reckoning(Basis.ORGANISER, paid, paid, order.currency)
        _write(_Act(order, reckoning, CancelledBy.ORGANISER, None, now), place, enrolment)
        if enrolment:
            enrolling.end(enrolment, EndReason.SESSION_CANCELLED)
        return places.cancel(place)


def _locked(place: Place) -> Order:
    return Order.objects.select_for_update(no_key=True).get(pk=order_of(place).pk)


def _reckon(order: Order, now: datetime) -> Reckoning:
    available = balance(order).refundable_minor
    return reckon(Terms.from_json(order.terms), available, order.currency, now)


def _refuse(enrolment: Enrolment, order: Order, now: datetime) -> None:
    _refuse_ended(enrolment)
    if now >= enrolment.session.starts_at:
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
        "session_called_off" if act.by is CancelledBy.ORGANISER else "place_cancelled",
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

"""A place given back, whoever decided it: one record, what is owed, one letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.letters.writing import write
from courseplatform.people.models import User
from courses.catalogue.facts import session_facts
from courses.catalogue.models import Session, SessionState
from courses.enrolment import enrolling, places
from courses.enrolment.models import EndReason, Enrolment, EnrolmentState, Place
from courses.orders import owing
from courses.orders.balance import balance
from courses.orders.models import Cancellation, CancelledBy, Order, OrderLine
from courses.orders.reckoning import Basis, Reckoning, reckon
from courses.orders.terms import Terms

LETTERS = {
    CancelledBy.ORGANISER: "session_called_off",
    CancelledBy.HOUSE: "place_unpaid",
}


@dataclass(frozen=True)
class Act:
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


def reckon_place(order: Order, session: Session, now: datetime) -> Reckoning:
    """Return what giving a place of ``session`` up would mean: all of it back if it is called off."""
    available = balance(order).refundable_minor
    terms = Terms.from_json(order.terms)
    if session.state == SessionState.CANCELLED:
        paid = max(0, min(terms.place_minor, available))
        return Reckoning(Basis.ORGANISER, paid, paid, order.currency)
    return reckon(terms, available, order.currency, now)


def end_place(act: Act, place: Place, reason: EndReason) -> bool:
    """Give a confirmed place back and end its enrolment; the caller holds the order's row."""
    enrolment = place.enrolments.filter(state=EnrolmentState.ACTIVE).first()
    record(act, place, enrolment)
    if enrolment:
        enrolling.end(enrolment, reason)
    return places.cancel(place)


def record(act: Act, place: Place, enrolment: Enrolment | None) -> Cancellation:
    """Write what giving a place back came to, owe what comes back, and tell the person."""
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

"""Giving a place back: what it means is shown first, then done exactly so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.models import SessionState
from courses.enrolment import enrolling, places
from courses.enrolment.models import EndReason, Enrolment, EnrolmentState
from courses.orders import owing, refunding
from courses.orders.balance import balance
from courses.orders.companies import company_of
from courses.orders.giving_back import Act, order_of, reckon_place, record
from courses.orders.lineage import open_transfer
from courses.orders.models import Cancellation, CancelledBy, Order
from courses.orders.reckoning import Basis, Reckoning
from courses.orders.terms import Terms


def offer(enrolment: Enrolment, now: datetime) -> Reckoning:
    """Return what a cancellation by the student would mean at ``now``.

    Raises:
        Refusal: ``not-enrolled``, ``session-begun``, ``not-the-buyer``, or ``company-place``.
    """
    order = order_of(enrolment.place)
    _refuse(enrolment, order, now)
    _refuse_moving(order)
    _refuse_company(order)
    return reckon_place(order, enrolment.session, now)


def offer_to_staff(enrolment: Enrolment, now: datetime) -> Reckoning:
    """Return what the order's terms would give back; staff may cancel at any time, for anybody.

    Raises:
        Refusal: ``not-enrolled``, ``transfer-open`` or ``company-place``.
    """
    order = order_of(enrolment.place)
    _refuse_ended(enrolment)
    _refuse_moving(order)
    _refuse_company(order)
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
        _refuse_company(order)
        reckoning = reckon_place(order, enrolment.session, now)
        if reckoning.refund_minor != expected_minor:
            raise Refusal(
                _("A deadline has passed since this page was opened, so the sum is another one "
                  "now. Look at it again before you cancel."),
                code="terms-moved",
            )  # fmt: skip
        return _give_up(Act(order, reckoning, CancelledBy.STUDENT, actor, now), enrolment)


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
        _refuse_company(order)
        refunding.refuse_too_much(order, refund_minor)
        available = min(Terms.from_json(order.terms).place_minor, owing.most(order))
        paid = max(refund_minor, available)
        reckoning = Reckoning(Basis.GOODWILL, paid, refund_minor, order.currency)
        act = Act(order, reckoning, CancelledBy.STAFF, actor, now)
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
    if balance(order).disputed_minor:
        raise Refusal(
            _(
                "Your bank has taken this payment back, so there is nothing that could come back by "
                "cancelling. Write to us, and we settle it with you."
            ),
            code="disputed",
            next_url=order.get_absolute_url(),
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


def _refuse_company(order: Order) -> None:
    if company_of(order):
        raise Refusal(
            _(
                "This place is one of a company's order. On that order's page the person can be "
                "swapped, and places that nobody holds can be given back."
            ),
            code="company-place",
            next_url=order.get_absolute_url(),
        )


def _give_up(act: Act, enrolment: Enrolment) -> Cancellation:
    cancellation = record(act, enrolment.place, enrolment)
    enrolling.end(enrolment, EndReason.CANCELLED)
    if not places.cancel(enrolment.place):
        raise Refusal(_("This place was given back already."), code="not-enrolled")
    return cancellation

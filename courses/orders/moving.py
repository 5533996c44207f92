"""What moving to another session would mean for a place, and why it may not be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courses.catalogue.models import Session, SessionState
from courses.enrolment import places
from courses.enrolment.models import Enrolment, EnrolmentState, Place, PlaceState
from courses.orders.balance import balance
from courses.orders.companies import company_of
from courses.orders.differing import Difference, difference, moved_terms, waiver_needed
from courses.orders.giving_back import order_of, reckon_place
from courses.orders.lineage import open_transfer
from courses.orders.models import Order, OrderKind
from courses.orders.opening import freeze_terms
from courses.orders.taxing import tax_reason
from courses.orders.terms import Accepted, Terms, needs_waiver
from courses.pricing import vouchers
from courses.pricing.models import PriceList, Voucher
from courses.pricing.quote import Buyer, Quote, agreed, quote


@dataclass(frozen=True)
class Move:
    """One way to another session, reckoned at an instant.

    Attributes:
        order: the order of the old place.
        session: the session to move to.
        quoted: what a place there costs now.
        moved: what goes along, is due, comes back.
        terms: what would hold afterwards.
        voucher: the old place's voucher, if it is good for the new one too.
        needs_waiver: the right of withdrawal must be given up for it.
    """

    enrolment: Enrolment
    order: Order
    session: Session
    quoted: Quote
    moved: Difference
    terms: Terms
    voucher: Voucher | None
    needs_waiver: bool


def may_move(enrolment: Enrolment, now: datetime, *, by_staff: bool = False) -> Order:
    """Return the order of a place that may move at all; locks nothing.

    Args:
        by_staff: staff are bound by neither the last day for moving nor by who bought the place.

    Raises:
        Refusal: says why it may not: not enrolled any more, payment under way, nothing to move from,
            a move that waits for its payment, not paid yet, too late, or somebody else's to decide.
    """
    place = enrolment.place
    _refuse_place(enrolment, place)
    order = order_of(place)
    waiting = open_transfer(order)
    if waiting is not None:
        raise Refusal(
            _("You are moving to another session already. Pay the difference, or let it go first."),
            code="transfer-open",
            next_url=waiting.order_to.get_absolute_url(),
        )
    _refuse_session(enrolment.session, order, now, by_staff=by_staff)
    if not by_staff:
        _refuse_buyer(enrolment, order)
    return order


def reckon_move(
    enrolment: Enrolment,
    session: Session,
    now: datetime,
    *,
    accepted: Accepted | None = None,
    by_staff: bool = False,
    generous: bool = False,
    keep_price: bool = False,
) -> Move:
    """Return what moving to ``session`` means at ``now``; locks nothing.

    Args:
        accepted: what the buyer agrees to; without it, what the terms would be is shown.
        by_staff: as for ``may_move``; besides, the session may be of another course.
        generous: see ``differing.difference``.
        keep_price: the organiser asks nothing more, even if the new place costs more.

    Raises:
        Refusal: as ``may_move``; or ``other-currency``, ``same-session``, ``other-course``,
            ``no-price``, ``session-not-open`` or ``has-place`` for the session.
    """
    order = may_move(enrolment, now, by_staff=by_staff)
    prices = _refuse_target(enrolment, session, order, now, by_staff=by_staff)
    voucher = _voucher(enrolment, session, now)
    quoted = quote(
        prices.terms(),
        now,
        buyer=buyer_of(order),
        reduction=voucher.reduction() if voucher else None,
        tax=tax_reason(order.billing, now),
    )
    old = Terms.from_json(order.terms)
    reckoning = reckon_place(order, enrolment.session, now)
    called_off = enrolment.session.state == SessionState.CANCELLED
    if keep_price:
        agreed_on = reckoning.paid_minor + balance(order).open_minor
        quoted = agreed(quoted, min(quoted.total_minor, agreed_on))
    moved = difference(reckoning, quoted.total_minor, generous=generous or called_off)
    accepted = accepted or Accepted(pages=(), at=now)
    fresh = freeze_terms(quoted, session, accepted, now)
    return Move(
        enrolment=enrolment,
        order=order,
        session=session,
        quoted=quoted,
        moved=moved,
        terms=moved_terms(fresh, old, moved, accepted),
        voucher=voucher,
        needs_waiver=_needs_waiver(old, quoted, session, now),
    )


def last_moment(session: Session, terms: Terms) -> datetime | None:
    """Return until when a buyer may move a place of ``session``; None when only the office can."""
    if session.state == SessionState.CANCELLED:
        return session.choice_until_at
    return terms.transfer_until_at


def buyer_of(order: Order) -> Buyer:
    """Return at which price list an order was made."""
    is_company = order.kind == OrderKind.COMPANY or bool(order.billing.company)
    return Buyer.COMPANY if is_company else Buyer.PERSON


def _refuse_place(enrolment: Enrolment, place: Place) -> None:
    if place.state == PlaceState.HELD:
        raise Refusal(
            _("Your payment is not settled yet. Move once the place is confirmed."),
            code="payment-under-way",
            next_url=order_of(place).get_absolute_url(),
        )
    if place.state != PlaceState.CONFIRMED or enrolment.state != EnrolmentState.ACTIVE:
        raise Refusal(_("This place was given back already."), code="not-enrolled")


def _refuse_session(session: Session, order: Order, now: datetime, *, by_staff: bool) -> None:
    called_off = session.state == SessionState.CANCELLED
    if now >= session.starts_at and not called_off:
        raise Refusal(
            _("The session has begun, so nobody can move out of it any more. Write to us."),
            code="session-begun",
        )
    last = last_moment(session, Terms.from_json(order.terms))
    if by_staff or (last is not None and now < last):
        return
    if called_off:
        raise Refusal(
            _("The session was called off, and all of your money is on its way back."),
            code="session-called-off",
            next_url=order.get_absolute_url(),
        )
    over = _("The last day for moving to another session is over.")
    never = _("The terms of this order leave moving to another session to us.")
    what_next = _("Write to us; or see what comes back if you cancel.")
    raise Refusal(
        f"{over if last else never} {what_next}",
        code="transfer-late",
        next_url=order.get_absolute_url(),
    )


def _refuse_buyer(enrolment: Enrolment, order: Order) -> None:
    if order.buyer_id != enrolment.person_id:
        raise Refusal(
            _("Somebody else booked this place for you. Ask them to move it."),
            code="not-the-buyer",
        )
    if company_of(order):
        raise Refusal(
            _("This place is one of a company's order. To move to another session, write to us."),
            code="company-place",
            next_url=order.get_absolute_url(),
        )
    if balance(order).open_minor:
        raise Refusal(
            _("This place is not paid yet. Pay it first, or ask us to move it."),
            code="not-paid",
            next_url=order.get_absolute_url(),
        )


def _refuse_target(
    enrolment: Enrolment, session: Session, order: Order, now: datetime, *, by_staff: bool
) -> PriceList:
    if session.pk == enrolment.session_id:
        raise Refusal(_("This is the session of your place already."), code="same-session")
    if not by_staff and session.course_id != enrolment.session.course_id:
        raise Refusal(
            _("You can move to a session of the same course. For another course, write to us."),
            code="other-course",
        )
    places.refuse_if_not_bookable(session, now)
    prices = PriceList.objects.filter(session=session).first()
    if prices is None:
        raise Refusal(_("The price of this session is not settled yet."), code="no-price")
    if prices.currency != order.currency:
        raise Refusal(
            _("This session is sold in another currency, so a place cannot move there."),
            code="other-currency",
        )
    held = places.live_place(session, enrolment.person)
    if held is not None and not places.is_offered(held):
        raise places.has_place(session)
    return prices


def _voucher(enrolment: Enrolment, session: Session, now: datetime) -> Voucher | None:
    """Return the old place's voucher if it would be good for the new one; its use goes along.

    One that was kept a place for stays with that place.
    """
    held = enrolment.place.voucher
    if held is None or enrolment.place.from_reserve:
        return None
    try:
        return vouchers.redeemable(held.code, session, enrolment.person, now, has_use=True)
    except Refusal:
        return None


def _needs_waiver(old: Terms, quoted: Quote, session: Session, now: datetime) -> bool:
    if old.withdrawal_until_at is not None:
        return waiver_needed(old, session.starts_at, now)
    return needs_waiver(
        buyer=quoted.buyer,
        total_minor=quoted.total_minor,
        starts_at=session.starts_at,
        ordered_at=now,
        zone=session.zone,
    )

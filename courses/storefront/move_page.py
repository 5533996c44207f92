"""What the pages of moving to another session show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from courses.catalogue.models import Session, SessionState
from courses.catalogue.status import Status
from courses.enrolment.models import Enrolment
from courses.orders.differing import Difference, difference
from courses.orders.giving_back import reckon_place
from courses.orders.models import Order
from courses.orders.moving import buyer_of, last_moment
from courses.orders.reckoning import Reckoning
from courses.orders.taxing import tax_reason
from courses.orders.terms import Terms
from courses.pricing.models import PriceList, Voucher
from courses.pricing.quote import Reduction, quote
from courses.pricing.tax import TaxReason
from courses.pricing.validity import Booking, trouble
from courses.pricing.wording import by
from courses.storefront.session_cards import shown_status
from courses.storefront.session_page import sessions_with_counts


@dataclass(frozen=True)
class Choice:
    """One session that a place may move to, with what that would cost or give back."""

    session: Session
    status: Status
    moved: Difference | None

    @property
    def is_open(self) -> bool:
        """Whether a place there can be taken now."""
        return self.status is Status.OPEN and self.moved is not None


def choices(enrolment: Enrolment, order: Order, now: datetime) -> list[Choice]:
    """Return the coming sessions of the course but the own one; the same queries for any number."""
    sessions = sessions_with_counts(
        Session.objects.filter(
            course=enrolment.session.course_id, state=SessionState.PUBLISHED, starts_at__gt=now
        ).exclude(pk=enrolment.session_id)
    ).order_by("starts_at", "pk")
    reckoning = reckon_place(order, enrolment.session, now)
    tax = tax_reason(order.billing, now)

    def moved(session: Session) -> Difference | None:
        return _moved(enrolment, order, session, reckoning, tax, now)

    return [Choice(session, shown_status(session, now), moved(session)) for session in sessions]


def move_until(enrolment: Enrolment, order: Order) -> str:
    """Return until when the buyer may move, in words."""
    session = enrolment.session
    last = last_moment(session, Terms.from_json(order.terms))
    return by(last, session.zone) if last else ""


def _moved(  # noqa: PLR0917 - the facts of one move
    enrolment: Enrolment,
    order: Order,
    session: Session,
    reckoning: Reckoning,
    tax: TaxReason,
    now: datetime,
) -> Difference | None:
    """Return the difference to a session read with its prices; None where a place cannot move."""
    try:
        prices = session.prices
    except PriceList.DoesNotExist:
        return None
    if prices.currency != order.currency:
        return None
    reduction = _reduction(enrolment, session, prices.currency, now)
    quoted = quote(
        prices.terms(),
        now,
        buyer=buyer_of(order),
        reduction=reduction,
        tax=tax,
    )
    called_off = enrolment.session.state == SessionState.CANCELLED
    return difference(reckoning, quoted.total_minor, generous=called_off)


def _reduction(
    enrolment: Enrolment, session: Session, currency: str, now: datetime
) -> Reduction | None:
    """Return what the old place's voucher takes off in a session, if it goes along there."""
    held: Voucher | None = enrolment.place.voucher
    if held is None or enrolment.place.from_reserve:
        return None
    booking = Booking(
        course_id=session.course_id,
        session_id=session.pk,
        currency=currency,
        email=enrolment.person.email or "",
        has_use=True,
    )
    return held.reduction() if trouble(held.rules(), booking, now) is None else None

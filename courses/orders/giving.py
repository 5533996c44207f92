"""Places without a checkout: free sessions, and places that staff gives by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.facts import session_facts
from courses.catalogue.models import Session
from courses.enrolment import enrolling, places
from courses.enrolment.models import Enrolment, Place, PlaceSource
from courses.orders.billing import Billing
from courses.orders.ledger import LedgerConflict, post, post_zero
from courses.orders.models import EntryKind, EntrySource, Order, OrderKind
from courses.orders.opening import open_order
from courses.orders.taxing import tax_reason
from courses.orders.terms import Accepted
from courses.pricing.models import PriceList
from courses.pricing.quote import Buyer, Quote, agreed, quote

TOPIC = "transfers"  # money came by staff's hand
PAY_WITHIN_DAYS = 14


class Settlement(StrEnum):
    """How a place given by hand is paid."""

    FREE = "free"
    PAID = "paid"  # the money is here already
    TRANSFER = "transfer"  # the money is to come; the place is confirmed meanwhile


def settle_free(order: Order, place: Place, person: User, now: datetime) -> Enrolment:
    """Confirm an order that costs nothing: a zero in the ledger, the place, the enrolment.

    Raises:
        Refusal: ``not-free``, or the place is no longer held.
    """
    if order.total_minor:
        raise Refusal(_("This order is not free; it goes to payment."), code="not-free")
    with transaction.atomic():
        post_zero(order, now, EntrySource.HOUSE, None)
        places.confirm(place)
        enrolment = enrolling.enrol(place, person)
        _tell(order, enrolment)
    return enrolment


def enrol_by_hand(
    session: Session,
    person: User,
    *,
    settlement: Settlement,
    actor: User,
    now: datetime,
    amount_minor: int | None = None,
    buyer: Buyer = Buyer.PERSON,
    billing: Billing | None = None,
    reference: str = "",
    pay_by_on: date | None = None,
    release_unpaid: bool = False,
) -> Enrolment:
    """Give ``person`` a place: for nothing, for money that is here, or for money to come.

    The place counts like any other and passes the waiting list, since staff decided so. The session
    may be running already, but not over.

    Args:
        amount_minor: the gross sum; without it the price list's. Ignored for a free place.
        reference: our reference of the money received, such as the bank's line; no names.
        pay_by_on: for a transfer, the last day; without it 14 days from now.
        release_unpaid: whether the place goes back by itself if the money does not come by then.

    Raises:
        Refusal: ``session-over``, ``bad-sum``, ``no-price``, ``has-place``, ``session-full`` or
            ``reference-taken``.
    """
    if session.state != "published" or now >= session.ends_at:
        raise Refusal(_("This session is over or not public."), code="session-over")
    if amount_minor is not None and amount_minor < 0:
        raise Refusal(_("The sum of a place is zero or more."), code="bad-sum")
    billed_to = billing or Billing(buyer=buyer, name=person.name, email=person.email or "")
    quoted = _quoted(session, settlement, amount_minor, billed_to, now)
    with transaction.atomic():
        place = places.take_place(
            session, person, now + timedelta(hours=1), source=PlaceSource.STAFF, now=now
        )
        order = open_order(
            quote=quoted,
            session=session,
            buyer=person,
            place=place,
            billing=billed_to,
            accepted=Accepted(pages=(), at=now),
            now=now,
            kind=OrderKind.STAFF,
            pay_by_on=_pay_by(quoted, settlement, now, pay_by_on),
            release_unpaid=release_unpaid,
        )
        _record(order, settlement, actor, now, reference)
        places.confirm(place)
        enrolment = enrolling.enrol(place, person)
        audit.record(
            actor,
            "place.given",
            f"order:{order.ref}",
            settlement=settlement.value,
            amount_minor=order.total_minor,
            currency=order.currency,
        )
        _tell(order, enrolment)
    return enrolment


def record_transfer(
    order: Order, amount_minor: int, *, reference: str, actor: User, occurred_at: datetime
) -> bool:
    """Record money that came outside of any provider; tell whether this call did.

    Args:
        reference: the bank's own reference of the payment, which is unique; no names.

    Raises:
        Refusal: ``no-reference``, ``nothing``, or ``reference-taken`` by another payment.
    """
    if not reference.strip():
        raise Refusal(_("Write the bank's reference of the payment."), code="no-reference")
    if amount_minor <= 0:
        raise Refusal(_("A payment is more than nothing."), code="nothing")
    with transaction.atomic():
        new = _post_transfer(order, amount_minor, reference, actor, occurred_at)
        if new:
            audit.record(
                actor,
                "payment.recorded",
                f"order:{order.ref}",
                amount_minor=amount_minor,
                currency=order.currency,
            )
    wake(TOPIC)
    return new


def _quoted(
    session: Session, settlement: Settlement, amount: int | None, billing: Billing, now: datetime
) -> Quote:
    prices = PriceList.objects.filter(session=session).first()
    if prices is None:
        raise Refusal(
            _("This session has no price list yet. Set its price first."), code="no-price"
        )
    quoted = quote(prices.terms(), now, buyer=billing.buyer, tax=tax_reason(billing, now))
    if settlement is Settlement.FREE:
        return agreed(quoted, 0)
    return quoted if amount is None else agreed(quoted, amount)


def _pay_by(quoted: Quote, settlement: Settlement, now: datetime, wish: date | None) -> date | None:
    if settlement is not Settlement.TRANSFER or quoted.is_free:
        return None
    return wish or (now + timedelta(days=PAY_WITHIN_DAYS)).date()


def _record(
    order: Order, settlement: Settlement, actor: User, now: datetime, reference: str
) -> None:
    if order.total_minor == 0:
        post_zero(order, now, EntrySource.STAFF, actor)
    elif settlement is Settlement.PAID:
        _post_transfer(order, order.total_minor, reference or f"order:{order.ref}", actor, now)


def _post_transfer(
    order: Order, amount_minor: int, reference: str, actor: User, occurred_at: datetime
) -> bool:
    try:
        return post(
            order,
            EntryKind.MANUAL_TRANSFER,
            amount_minor,
            provider="desk",
            provider_object_id=reference.strip()[:120],
            occurred_at=occurred_at,
            source=EntrySource.STAFF,
            actor=actor,
        )
    except LedgerConflict as conflict:
        raise Refusal(
            _(
                "A payment with this reference is recorded already, on another order or with "
                "another sum. Check the reference."
            ),
            code="reference-taken",
        ) from conflict


def _tell(order: Order, enrolment: Enrolment) -> None:
    write(
        f"place-given:{enrolment.ref}",
        "place_given",
        to=enrolment.person,
        context={
            **session_facts(order.session),
            "number": order.number,
            "order_path": order.get_absolute_url(),
            "total_minor": order.total_minor,
            "currency": order.currency,
            "pay_by_on": order.pay_by_on.isoformat() if order.pay_by_on else "",
            "release_unpaid": order.release_unpaid,
            "alias": enrolment.alias,
        },
    )

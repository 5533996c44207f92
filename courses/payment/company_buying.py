"""A company pressing "Hold the places and pay", or ordering them on invoice."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courseplatform.kit.constraints import violated
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.companies.opening import ByStaff, Wish, open_company_order
from courses.enrolment.models import PlaceState
from courses.orders.companies import Paying
from courses.orders.giving import record_transfer
from courses.orders.models import Order
from courses.orders.terms import Accepted
from courses.payment import settling
from courses.payment.buying import Purchase, freeze, go, hold_until, order_url, resume

TOPIC = "company-orders"
MOST_UNPAID = 3


def buy_places(
    person: User, session: Session, wish: Wish, *, accepted: Accepted, now: datetime
) -> Purchase:
    """Take a company's places and lead to where it goes on: the payment page, or the order.

    A second press of the same page finds the order of the first, and whoever holds places of the
    session that are still to be paid by card is led back to those.

    Raises:
        Refusal: as ``opening.open_company_order``; ``too-small``; ``too-many-unpaid``; or the provider
            is away (then the places stay held and can be paid for later).
    """
    begun = _begun(person, session, wish.press)
    if begun is not None:
        return resume(begun)
    if wish.paying is Paying.INVOICE:
        _refuse_many_unpaid(person)
    until = hold_until(now)
    try:
        with transaction.atomic():
            order = open_company_order(
                person, session, wish, accepted=accepted, until=until, now=now
            )
            by_card = order.company.paying == Paying.CARD
            attempt = (
                freeze(order, order.total_minor, number=1, expires_at=until) if by_card else None
            )
    except IntegrityError as error:
        if "press" not in violated(error):
            raise
        return resume(Order.objects.get(company__press=wish.press, buyer=person))
    wake(TOPIC)
    wake(settling.PLACES)
    return go(order, attempt) if attempt else Purchase(order, order_url(order))


def order_by_hand(
    buyer: User,
    session: Session,
    wish: Wish,
    by: ByStaff,
    *,
    reference: str = "",
    now: datetime,
) -> Order:
    """Make an order for a company at the desk: on invoice, or for money that is here, or for nothing.

    Args:
        reference: the bank's own reference, where the money is here (``Paying.SETTLED``); no names.

    Raises:
        Refusal: as ``opening.open_company_order``; ``session-over``; ``by-hand``: a card is paid by
            whoever has it; or ``reference-taken``.
    """
    if session.state != "published" or now >= session.ends_at:
        raise Refusal(_("This session is over or not public."), code="session-over")
    if wish.paying is Paying.CARD:
        raise Refusal(_("Only the company itself can pay by card."), code="by-hand")
    with transaction.atomic():
        order = open_company_order(
            buyer, session, wish, accepted=Accepted(pages=(), at=now), until=hold_until(now),
            now=now, by_staff=by,
        )  # fmt: skip
        if order.company.paying == Paying.SETTLED and order.total_minor:
            record_transfer(
                order, order.total_minor, reference=reference or f"order:{order.ref}",
                actor=by.actor, occurred_at=now,
            )  # fmt: skip
        audit.record(
            by.actor,
            "company-order.made",
            f"order:{order.ref}",
            places=wish.number,
            paying=order.company.paying,
            amount_minor=order.total_minor,
            currency=order.currency,
        )
    wake(TOPIC)
    wake(settling.PLACES)
    return order


def _begun(person: User, session: Session, press: str) -> Order | None:
    """Return the order that this press, or an unpaid checkout before it, has made."""
    held = Q(company__paying=Paying.CARD, lines__place__state=PlaceState.HELD)
    pressed = Q(company__press=press) if press else Q(pk=None)
    return (
        Order.objects.filter(held | pressed, buyer=person, session=session).order_by("-pk").first()
    )


def _refuse_many_unpaid(person: User) -> None:
    """Whoever has invoices open pays those first: held places are places that others do not get."""
    open_ones = Order.objects.filter(
        buyer=person, company__paying=Paying.INVOICE, lines__place__state=PlaceState.HELD
    )
    if open_ones.distinct().count() >= MOST_UNPAID:
        raise Refusal(
            _(
                "Three orders of yours wait for their transfer already. Pay one of them, let it go, "
                "or pay by card."
            ),
            code="too-many-unpaid",
        )

"""How people of the demo buy: the real rules, the real SDK, the stand-in's card."""

from __future__ import annotations

from datetime import datetime, timedelta

from courseplatform.kit import clock
from courseplatform.people import legal
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.orders.billing import Billing
from courses.orders.models import Order
from courses.orders.terms import Accepted, PageVersion
from courses.payment import settling
from courses.payment.buying import buy
from courses.pricing.quote import Buyer

GOOD_CARD, DECLINED_CARD = "4242424242424242", "4000000000000002"


def hold(
    person: User, session: Session, at: datetime, control: Control, *, code: str = ""
) -> Order:
    """Hold a place at an instant, as pressing the button would; ``code`` is a voucher's."""
    control.clock_set(at)
    with clock.at(at):
        billing = Billing(buyer=Buyer.PERSON, name=person.name, country="")
        return buy(
            person=person,
            session=session,
            billing=billing,
            accepted=accepted(at),
            now=at,
            code=code,
        ).order


def accepted(at: datetime) -> Accepted:
    """Return what somebody of the demo agrees to: everything that is asked."""
    pages = legal.versions_in_force(at)
    return Accepted(
        pages=tuple(PageVersion(slug, version) for slug, version in sorted(pages.items())),
        at=at,
        withdrawal_waived=True,
    )


def hold_and_pay(
    person: User,
    session: Session,
    at: datetime,
    control: Control,
    *,
    declined_first: bool = False,
    code: str = "",
) -> Order:
    """Hold a place, pay it by card a few minutes later, and let the payment settle."""
    order = hold(person, session, at, control, code=code)
    if order.total_minor:
        pay(order, at, control, declined_first=declined_first)
    return order


def pay(order: Order, at: datetime, control: Control, *, declined_first: bool = False) -> None:
    """Pay a held order by card a few minutes after ``at``, and let the payment settle."""
    attempt = order.attempts.get()
    paid_at = at + timedelta(minutes=3)
    control.clock_set(paid_at)
    if declined_first:
        control.pay(attempt.checkout_id, DECLINED_CARD)
    control.pay(attempt.checkout_id, GOOD_CARD)
    with clock.at(paid_at):
        settling.sync(attempt, source="webhook")

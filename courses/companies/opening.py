"""Opening a company's order: all its places at once, price and terms frozen, nobody called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.companies.delivering import deliver
from courses.companies.ways import Ways, change_until, last_day, ways_of
from courses.enrolment import many, places
from courses.enrolment.models import Place
from courses.invoicing import bills
from courses.orders.billing import Billing
from courses.orders.companies import CompanyOrder, OnInvoice, Paying
from courses.orders.ledger import post_zero
from courses.orders.models import EntrySource, Order, OrderKind
from courses.orders.opening import freeze_terms, open_for_places
from courses.orders.taxing import tax_reason
from courses.orders.terms import Accepted
from courses.orders.unpaid import release_at
from courses.pricing import vouchers
from courses.pricing.models import PriceList, Voucher
from courses.pricing.quote import Buyer, Quote, agreed, quote


class Trouble(StrEnum):
    """Why places cannot be had on invoice."""

    OFF = "off"
    TOO_LATE = "too-late"


@dataclass(frozen=True)
class Wish:
    """What a company asks for.

    Attributes:
        one_is_mine: whoever orders takes the first of the places.
        code: a voucher's, as it was typed.
        press: see ``CompanyOrder``.
    """

    number: int
    billing: Billing
    paying: Paying
    one_is_mine: bool = False
    code: str = ""
    press: str = ""


@dataclass(frozen=True)
class ByStaff:
    """What staff decide when they make an order for a company.

    Attributes:
        total_minor: the gross sum that was agreed on; None for the price list's.
        on_invoice: hold or confirm; it passes the waiting list either way.
        pay_by_on: the last day for paying; None for the usual one.
    """

    actor: User
    total_minor: int | None = None
    on_invoice: OnInvoice = OnInvoice.CONFIRM
    pay_by_on: date | None = None


def quote_for(
    session: Session, wish: Wish, buyer: User, now: datetime, *, by_staff: ByStaff | None = None
) -> Quote:
    """Return what the places cost with the voucher and the tax of whoever is billed.

    Staff give no voucher: they agree on a sum.

    Raises:
        Refusal: ``no-price``, ``bad-number``, or ``voucher-…``.
    """
    if by_staff is None:
        return _quoted(session, wish, _voucher(session, wish, buyer, now), now)
    return _agreed(_quoted(session, wish, None, now), by_staff)


def why_not_on_invoice(session: Session, now: datetime) -> Trouble | None:
    """Return why a company that buys now cannot pay by transfer, or None when it can."""
    ways = ways_of(session)
    if ways.on_invoice is OnInvoice.OFF:
        return Trouble.OFF
    return Trouble.TOO_LATE if last_day(session, ways, now) is None else None


def open_company_order(
    buyer: User,
    session: Session,
    wish: Wish,
    *,
    accepted: Accepted,
    until: datetime,
    now: datetime,
    by_staff: ByStaff | None = None,
) -> Order:
    """Take the places and open their order; joins the surrounding transaction and calls nobody.

    By card the places are held until ``until``, and payment goes on from there. On invoice the
    invoice is written here, and the places are held until its last day or confirmed at once. Where
    nothing is to be paid they are confirmed.

    Raises:
        Refusal: as ``quote_for`` and ``enrolment.many.hold``; ``no-invoice`` or
            ``billing-incomplete``.
    """
    with transaction.atomic():
        voucher = None if by_staff else _voucher(session, wish, buyer, now)
        quoted = _quoted(session, wish, voucher, now)
        if by_staff:
            quoted = _agreed(quoted, by_staff)
        ways = ways_of(session)
        if by_staff:
            ways = replace(ways, on_invoice=by_staff.on_invoice)
        paying = Paying.SETTLED if quoted.is_free else wish.paying
        pay_by = _pay_by(session, ways, paying, now, by_staff)
        held = many.hold(
            session,
            wish.number,
            until,
            holder=buyer if wish.one_is_mine else None,
            voucher=voucher,
            passes_queue=by_staff is not None,
        )
        order = open_for_places(
            quote=quoted,
            session=session,
            buyer=buyer,
            places=held,
            billing=wish.billing,
            now=now,
            frozen=freeze_terms(quoted, session, accepted, now),
            kind=OrderKind.STAFF if by_staff else None,
            pay_by_on=pay_by,
            release_unpaid=pay_by is not None and ways.on_invoice is OnInvoice.HOLD,
        )
        CompanyOrder.objects.create(
            order=order,
            paying=paying,
            on_invoice=ways.on_invoice.value if paying is Paying.INVOICE else "",
            change_until_at=change_until(session, ways),
            tells_presence=ways.tells_presence,
            press=wish.press or None,
        )
        _go_on(order, held, paying, ways, now)
    return order


def _go_on(order: Order, held: list[Place], paying: Paying, ways: Ways, now: datetime) -> None:
    if paying is Paying.CARD:
        return
    if paying is Paying.INVOICE:
        bills.invoice(order, now)
        if ways.on_invoice is OnInvoice.HOLD:
            for place in held:
                places.extend(place, release_at(order) or order.session.starts_at)
            return
    elif not order.total_minor:
        post_zero(order, now, EntrySource.HOUSE, None)
    for place in held:
        places.confirm(place)
    deliver(order, now)


def _pay_by(
    session: Session, ways: Ways, paying: Paying, now: datetime, by_staff: ByStaff | None
) -> date | None:
    if paying is not Paying.INVOICE:
        return None
    if by_staff and by_staff.pay_by_on:
        return by_staff.pay_by_on
    last = last_day(session, ways, now) if ways.on_invoice is not OnInvoice.OFF else None
    if last is None:
        raise Refusal(
            _(
                "These places cannot be had on invoice: there is not enough time for a transfer "
                "before the session, or it is not offered. Pay by card, or write to us."
            ),
            code="no-invoice",
        )
    return last


def _quoted(session: Session, wish: Wish, voucher: Voucher | None, now: datetime) -> Quote:
    prices = PriceList.objects.filter(session=session).first()
    if prices is None:
        raise Refusal(_("The price of this session is not settled yet."), code="no-price")
    if not 1 <= wish.number <= settings.COMPANY_MOST_PLACES:
        raise Refusal(
            _("Between 1 and %(most)s places can be booked at once. For more, write to us.")
            % {"most": settings.COMPANY_MOST_PLACES},
            code="bad-number",
        )
    return quote(
        prices.terms(),
        now,
        buyer=Buyer.COMPANY,
        reduction=voucher.reduction() if voucher else None,
        places=wish.number,
        tax=tax_reason(wish.billing, now),
    )


def _agreed(quoted: Quote, by_staff: ByStaff) -> Quote:
    return quoted if by_staff.total_minor is None else agreed(quoted, by_staff.total_minor)


def _voucher(session: Session, wish: Wish, buyer: User, now: datetime) -> Voucher | None:
    code = wish.code.strip()
    return vouchers.redeemable(code, session, buyer, now) if code else None

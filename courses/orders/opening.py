"""Opening an order: price and terms are frozen here and never change after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import Organiser, User
from courses.catalogue.models import Session
from courses.enrolment.models import Place
from courses.orders import terms
from courses.orders.billing import Billing
from courses.orders.models import Order, OrderBilling, OrderKind, OrderLine, VatCheck
from courses.pricing.quote import Buyer, Quote
from courses.pricing.wording import describe


def open_order(
    *,
    quote: Quote,
    session: Session,
    buyer: User,
    place: Place,
    billing: Billing,
    accepted: terms.Accepted,
    now: datetime,
    kind: OrderKind | None = None,
    pay_by_on: date | None = None,
    release_unpaid: bool = False,
    frozen: terms.Terms | None = None,
) -> Order:
    """Write the order of one place with its lines, billing particulars and frozen terms.

    Joins the surrounding transaction; calls nobody. A company's order of several places is opened by
    ``open_for_places``.

    Args:
        kind: ``OrderKind.STAFF`` for places given by hand; otherwise it follows from the quote.
        pay_by_on: the last day for orders paid by transfer.
        release_unpaid: whether the place goes back by itself after that day.
        frozen: the terms, where they do not follow from the session alone (a place that moves).

    Raises:
        Refusal: ``waiver-needed``: the session starts within the 14 days of withdrawal and the
            buyer has not waived that right.
    """
    if frozen is None and kind is None:
        _refuse_without_waiver(quote, session, accepted, now)
    return open_for_places(
        quote=quote,
        session=session,
        buyer=buyer,
        places=(place,),
        billing=billing,
        now=now,
        kind=kind,
        pay_by_on=pay_by_on,
        release_unpaid=release_unpaid,
        frozen=frozen or freeze_terms(quote, session, accepted, now),
    )


def open_for_places(
    *,
    quote: Quote,
    session: Session,
    buyer: User,
    places: Sequence[Place],
    billing: Billing,
    now: datetime,
    frozen: terms.Terms,
    kind: OrderKind | None = None,
    pay_by_on: date | None = None,
    release_unpaid: bool = False,
) -> Order:
    """Write an order of as many places as ``quote`` is for; see ``open_order``."""
    with transaction.atomic(savepoint=False):  # nothing of the surrounding one stands without it
        order = Order.objects.create(
            number=next_number(now),
            buyer=buyer,
            session=session,
            kind=kind or _kind(quote),
            currency=quote.currency,
            net_minor=quote.net_minor,
            vat_minor=quote.vat_minor,
            vat_bp=quote.vat_bp,
            vat_mode=quote.vat_mode,
            vat_reason=quote.vat_reason,
            total_minor=quote.total_minor,
            seller=Organiser.current().snapshot(),
            terms=frozen.to_json(),
            language=get_language() or "en",
            pay_by_on=pay_by_on,
            release_unpaid=release_unpaid and pay_by_on is not None,
            created_at=now,
        )
        OrderBilling.objects.create(
            order=order,
            name=billing.name,
            company=billing.company,
            address=billing.address,
            country=billing.country,
            vat_number=billing.vat_number,
            vat_check=VatCheck.FORMAT if billing.vat_number else "",
            vat_checked_at=now if billing.vat_number else None,
            reference=billing.reference,
            email=billing.email,
        )
        OrderLine.objects.bulk_create(
            OrderLine(
                order=order,
                position=position,
                place=places[line.place],
                kind=line.kind,
                description=describe(line),
                amount_minor=line.amount_minor,
            )
            for position, line in enumerate(quote.lines, start=1)
        )
    return order


def freeze_terms(
    quote: Quote, session: Session, accepted: terms.Accepted, now: datetime
) -> terms.Terms:
    """Return the terms that a place of ``session`` is sold under at ``now``.

    Of several places the sums of the steps are for one of them, rounded down.
    """
    prices = session.prices
    return terms.freeze(
        prices.steps(),
        buyer=quote.buyer,
        place_minor=quote.total_minor // quote.places,
        starts_local=session.starts_local,
        starts_at=session.starts_at,
        zone=session.zone,
        accepted=accepted,
        ordered_at=now,
        transfer_days=prices.transfer_days,
    )


def next_number(now: datetime) -> str:
    """Return an order number such as "2026-0042"; numbers may have gaps and never repeat."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('courses_order_number')")
        (number,) = cursor.fetchone() or (0,)
    return f"{now:%Y}-{number:04d}"


def _kind(quote: Quote) -> OrderKind:
    if quote.is_free:
        return OrderKind.FREE
    return OrderKind.COMPANY if quote.buyer is Buyer.COMPANY else OrderKind.PERSON


def _refuse_without_waiver(
    quote: Quote, session: Session, accepted: terms.Accepted, now: datetime
) -> None:
    needed = terms.needs_waiver(
        buyer=quote.buyer,
        total_minor=quote.total_minor,
        starts_at=session.starts_at,
        ordered_at=now,
        zone=session.zone,
    )
    if needed and not accepted.withdrawal_waived:
        raise Refusal(
            _(
                "This session starts before your 14 days of withdrawal are over. To book it, tick "
                "the sentence that says you ask for this."
            ),
            code="waiver-needed",
            next_url=session.get_absolute_url(),
        )

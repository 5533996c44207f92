"""Places of a company given back: reckoned together, recorded one by one, told to everybody once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from courseplatform.kit.wake import wake
from courseplatform.letters.writing import write
from courseplatform.people.models import User
from courses.catalogue.facts import session_facts
from courses.catalogue.models import SessionState
from courses.enrolment import claiming, enrolling, places
from courses.enrolment.models import EndReason, Enrolment, EnrolmentState, Place, PlaceState
from courses.orders import owing
from courses.orders.balance import balance
from courses.orders.lines import shares
from courses.orders.models import Cancellation, CancelledBy, Order, OrderLine
from courses.orders.portions import Giving, Portion, give, lines
from courses.orders.reckoning import Basis
from courses.orders.terms import Terms
from courses.pricing.refunds import ALL


@dataclass(frozen=True)
class CompanyAct:
    """Who gives places of a company's order back when, why, and what that means."""

    order: Order
    giving: Giving
    basis: Basis
    by: CancelledBy
    actor: User | None
    now: datetime


ENDS = {
    CancelledBy.ORGANISER: EndReason.SESSION_CANCELLED,
    CancelledBy.HOUSE: EndReason.UNPAID,
}


def reckon_places(order: Order, found: Sequence[Place], now: datetime) -> tuple[Basis, Giving]:
    """Return what giving places of an order back at ``now`` means under its frozen terms."""
    terms = Terms.from_json(order.terms)
    if order.session.state == SessionState.CANCELLED:
        return Basis.ORGANISER, giving_of(order, found, ALL)
    step = terms.step_at(now)
    basis = Basis.POLICY if step else Basis.LATE
    return (
        (Basis.FREE, giving_of(order, found, ALL))
        if not order.total_minor
        else (basis, giving_of(order, found, step.share_bp if step else 0))
    )


def giving_of(order: Order, found: Sequence[Place], share_bp: int) -> Giving:
    """Return what giving places back means when ``share_bp`` of their price is given back."""
    prices = prices_of(order)
    money = balance(order)
    return give(
        {place.pk: prices[place.pk] for place in found},
        share_bp,
        open_minor=money.open_minor,
        available_minor=money.refundable_minor,
    )


def prices_of(order: Order) -> dict[int, int]:
    """Return what each place of an order costs with VAT, by place."""
    rows = OrderLine.objects.filter(order=order, place__isnull=False).order_by("position")
    told = [(place, amount) for place, amount in rows.values_list("place_id", "amount_minor")]
    each = shares(told, order.net_minor, order.vat_minor)
    return {place: share.gross_minor for place, share in each.items()}


def confirmed_of(order: Order, *, lock: bool = False) -> list[Place]:
    """Return the confirmed places of an order in the order of their lines."""
    rows = Place.objects.filter(
        pk__in=OrderLine.objects.filter(order=order).values("place"), state=PlaceState.CONFIRMED
    ).order_by("pk")
    return list(rows.select_for_update(no_key=True) if lock else rows)


def end_places(act: CompanyAct, found: Sequence[Place]) -> list[Cancellation]:
    """Give confirmed places back; the caller holds the order's row and the places' rows.

    What comes back is owed as one sum. Who took part is told that it is over, and the buyer what it
    comes to.
    """
    written = [_end(act, place, act.giving.portions[place.pk]) for place in found]
    claiming.withdraw_all(found, act.now)
    if act.giving.refund_minor:
        owing.owe(act.order, act.giving.refund_minor, act.basis, of=written[0])
    if written:
        _tell_buyer(act, written[0], len(written))
    wake(owing.TOPIC)
    return written


def _end(act: CompanyAct, place: Place, portion: Portion) -> Cancellation:
    enrolment = place.enrolments.filter(state=EnrolmentState.ACTIVE).first()
    cancellation = Cancellation.objects.create(
        order=act.order,
        place=place,
        enrolment=enrolment,
        by=act.by,
        actor=act.actor,
        basis=act.basis,
        lines=lines(portion),
        refund_minor=portion.refund_minor,
        waived_minor=portion.waived_minor,
        currency=act.order.currency,
        created_at=act.now,
    )
    if enrolment:
        enrolling.end(enrolment, ENDS.get(act.by, EndReason.CANCELLED))
        tell_guest(act.order, enrolment, f"place-over:{cancellation.ref}", act.by)
    places.cancel(place)
    return cancellation


def tell_guest(order: Order, enrolment: Enrolment, key: str, by: CancelledBy | None) -> None:
    """Tell somebody whose place a company pays for that it is over, without a word about money."""
    if enrolment.person_id == order.buyer_id:
        return
    write(
        key,
        "guest_place_over",
        to=enrolment.person,
        context={
            **session_facts(order.session),
            "company": order.billing.company,
            "why": by.value if by else "swapped",
        },
    )


def _tell_buyer(act: CompanyAct, first: Cancellation, number: int) -> None:
    write(
        f"company-places-back:{first.ref}",
        "company_places_back",
        to=act.order.buyer,
        context={
            **session_facts(act.order.session),
            "number": act.order.number,
            "order_path": act.order.get_absolute_url(),
            "places": number,
            "by": act.by.value,
            "price_minor": act.giving.price_minor,
            "kept_minor": act.giving.kept_minor,
            "waived_minor": act.giving.waived_minor,
            "refund_minor": act.giving.refund_minor,
            "currency": act.order.currency,
        },
    )

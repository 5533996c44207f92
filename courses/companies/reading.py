"""The places of a company's order as its people see them: a few queries, whatever their number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from courses.catalogue.models import Session
from courses.companies.linking import link_path
from courses.enrolment.models import (
    Claim,
    ClaimState,
    Enrolment,
    EnrolmentState,
    Place,
    PlaceState,
)
from courses.orders.models import Order

TOLD_NAME, TOLD_PRESENCE = "name", "presence"


@dataclass(frozen=True)
class PlaceRow:
    """One place with who takes part on it, as far as that person was told.

    Attributes:
        number: counts the places of the order from 1.
        claim: the open claim of a free place.
        link: the path of its link.
        name: of the person, who read that the company sees it; empty for a free place.
        is_own: the buyer's own place, taken without a link.
        person_id: for what else may be told; never shown.
        tells_presence: the person read that the company sees whether they came.
    """

    number: int
    place: Place
    claim: Claim | None = None
    link: str = ""
    name: str = ""
    is_own: bool = False
    person_id: int | None = None
    tells_presence: bool = False

    @property
    def is_free(self) -> bool:
        """Whether nobody has taken the place yet."""
        return self.place.state == PlaceState.CONFIRMED and not self.person_id


def rows_of(order: Order) -> list[PlaceRow]:
    """Return the live places of an order in a lasting order; three queries."""
    places = list(
        Place.objects.filter(lines__order=order, state__in=[PlaceState.HELD, PlaceState.CONFIRMED])
        .distinct()
        .order_by("pk")
    )
    claims = {
        claim.place_id: claim
        for claim in Claim.objects.filter(place__in=places, state=ClaimState.OPEN)
    }
    taken = {
        enrolment.place_id: enrolment
        for enrolment in Enrolment.objects.filter(
            place__in=places, state=EnrolmentState.ACTIVE
        ).select_related("person", "claim")
    }
    return [
        _row(number, place, order, claims.get(place.pk), taken.get(place.pk))
        for number, place in enumerate(places, start=1)
    ]


@dataclass(frozen=True)
class CompanyCount:
    """How the places of one company's order stand: held, confirmed, and confirmed but nobody's."""

    order: Order
    held: int
    confirmed: int
    free: int


def companies_in(session: Session) -> list[CompanyCount]:
    """Return the companies with live places in a session, in the order of their orders; one query."""
    held, confirmed = Q(lines__place__state="held"), Q(lines__place__state="confirmed")
    nobodys = confirmed & Q(lines__place__holder=None)
    counted = (
        Order.objects.filter(held | confirmed, session=session, company__isnull=False)
        .select_related("billing")
        .annotate(
            held=Count("lines__place", held, distinct=True),
            confirmed=Count("lines__place", confirmed, distinct=True),
            free=Count("lines__place", nobodys, distinct=True),
        )
        .order_by("pk")
    )
    return [CompanyCount(order, order.held, order.confirmed, order.free) for order in counted]


def told_of(order: Order) -> list[str]:
    """Return what somebody who takes a place now is told that the company sees."""
    return [TOLD_NAME, TOLD_PRESENCE] if order.company.tells_presence else [TOLD_NAME]


def can_change(order: Order, now: datetime) -> bool:
    """Tell whether the person on a place may still be swapped by the company."""
    return now < order.company.change_until_at


def _row(
    number: int, place: Place, order: Order, claim: Claim | None, enrolment: Enrolment | None
) -> PlaceRow:
    if enrolment is None:
        return PlaceRow(number, place, claim, link_path(claim) if claim else "")
    used: Claim | None = getattr(enrolment, "claim", None)
    told = used.told if used else []
    is_own = enrolment.person_id == order.buyer_id
    return PlaceRow(
        number,
        place,
        name=enrolment.person.called if is_own or TOLD_NAME in told else "",
        is_own=is_own,
        person_id=enrolment.person_id,
        tells_presence=TOLD_PRESENCE in told,
    )

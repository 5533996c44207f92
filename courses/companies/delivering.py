"""What follows when a company's places are confirmed: a claim for each, and a letter to the buyer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from courseplatform.letters.writing import write
from courses.catalogue.facts import session_facts
from courses.enrolment import claiming, enrolling, many
from courses.enrolment.models import Place, PlaceState
from courses.invoicing import bills
from courses.invoicing.models import Document
from courses.orders.company_places import confirmed_of
from courses.orders.models import Order


def settle(order: Order, paid_at: datetime, now: datetime) -> Document | None:
    """Deliver what a company has paid in full; None, and nothing is changed, when places are gone.

    Places that are held are confirmed, and those that went back meanwhile are taken again: all of
    them or none. Where all were given back on purpose, only the bill is settled. The caller holds
    the order's row.
    """
    with transaction.atomic():
        wanted = _wanted(order)
        if not many.secure(wanted):
            return None
        if wanted:
            deliver(order, now)
        return bills.bill_paid(order, paid_at)


def deliver(order: Order, now: datetime) -> None:
    """Make a claim for each confirmed place that is nobody's, and enrol whom a place is meant for.

    A second call changes nothing.
    """
    confirmed = confirmed_of(order)
    for place in confirmed:
        if place.holder is not None and not place.enrolments.exists():
            enrolling.enrol(place, place.holder)
    claiming.open_claims(confirmed)
    _tell(order, confirmed)


def places_path(order: Order) -> str:
    """Return the address of the page on which places are given to people."""
    return reverse("company-places", args=[order.ref])


def _wanted(order: Order) -> list[Place]:
    """Return the places that the money is for: all but those that were given back on purpose."""
    rows = Place.objects.filter(
        lines__order=order,
        state__in=[PlaceState.HELD, PlaceState.CONFIRMED, PlaceState.RELEASED],
    )
    return list(rows.distinct().order_by("pk"))


def _tell(order: Order, confirmed: list[Place]) -> None:
    unclaimed = sum(place.holder_id is None for place in confirmed)
    write(
        f"company-places:{order.ref}",
        "company_places",
        to=order.buyer,
        context={
            **session_facts(order.session),
            "number": order.number,
            "places": len(confirmed),
            "unclaimed": unclaimed,
            "places_path": places_path(order),
            "total_minor": order.total_minor,
            "currency": order.currency,
            "pay_by_on": order.pay_by_on.isoformat() if order.pay_by_on else "",
        },
    )

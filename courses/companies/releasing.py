"""Places of a company that go back, because the money for their invoice did not come in time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from courseplatform.letters.writing import write
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.facts import session_facts
from courses.enrolment import places
from courses.enrolment.models import Place, PlaceState
from courses.invoicing import crediting
from courses.invoicing.following import credit_waived
from courses.invoicing.snapshots import Why
from courses.orders.balance import balance
from courses.orders.company_places import CompanyAct, confirmed_of, end_places, giving_of
from courses.orders.models import CancelledBy, Order
from courses.orders.reckoning import Basis
from courses.orders.unpaid import release_at
from courses.pricing.refunds import ALL


def is_due(order: Order, now: datetime) -> bool:
    """Tell whether the last day of an order, and the days of grace, have passed."""
    ends = release_at(order)
    return ends is not None and now >= ends


def release(order: Order, now: datetime, *, by_staff: User | None = None) -> bool:
    """Give all places of an unpaid order back and take its invoice back; tell whether this call did.

    Nothing happens to an order of which anything was paid: a person decides about that.

    Args:
        by_staff: who did it at the desk; None for the buyer, and for the time that ran out.
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        money = balance(locked)
        if money.received_minor or not money.open_minor:
            return False
        if by_staff:
            audit.record(by_staff, "company-places.released", f"order:{locked.ref}")
        confirmed = confirmed_of(locked, lock=True)
        if confirmed:
            giving = giving_of(locked, confirmed, ALL)
            act = CompanyAct(locked, giving, Basis.UNPAID, CancelledBy.HOUSE, None, now)
            end_places(act, confirmed)
            credit_waived(locked, now)
            return True
        return _release_held(locked, now)


def _release_held(order: Order, now: datetime) -> bool:
    held = Place.objects.filter(lines__order=order, state=PlaceState.HELD).distinct()
    released = sum(places.release(place) for place in held.order_by("pk"))
    if not released:
        return False
    total = balance(order).open_minor
    crediting.credit(order, total, occurred_at=now, key="unpaid", why=Why.UNPAID)
    write(
        f"company-places-back:{order.ref}",
        "company_places_back",
        to=order.buyer,
        context={
            **session_facts(order.session),
            "number": order.number,
            "order_path": order.get_absolute_url(),
            "places": released,
            "by": CancelledBy.HOUSE.value,
            "price_minor": total,
            "kept_minor": 0,
            "waived_minor": total,
            "refund_minor": 0,
            "currency": order.currency,
        },
    )
    return True

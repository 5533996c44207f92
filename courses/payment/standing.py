"""What orders are, many at once: each with its balance and the state that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q

from courseplatform.people.models import User
from courses.enrolment.models import LIVE, Place, PlaceState
from courses.orders.balance import Balance, balances
from courses.orders.models import Order, OrderLine
from courses.orders.status import OrderFacts, OrderState, order_state
from courses.payment.models import PaymentAttempt


@dataclass(frozen=True)
class Listed:
    """One order of a list, with its money and what it is."""

    order: Order
    money: Balance
    state: OrderState


def listed(found: Sequence[Order], now: datetime) -> list[Listed]:
    """Return orders with their balances and states; a constant number of queries."""
    keys = [order.pk for order in found]
    money = balances(found)
    places = _telling_places(keys)
    tried = PaymentAttempt.objects.filter(order__in=keys).order_by("number")
    attempts = dict(tried.values_list("order", "state"))
    rows = []
    for order in found:
        place, held = places.get(order.pk), money[order.pk]
        facts = OrderFacts(
            place_state=place.state if place else "",
            held_until=place.held_until if place else None,
            attempt_state=attempts.get(order.pk, ""),
            kept_minor=held.kept_minor,
            open_minor=held.open_minor,
            refund_promised=bool(held.promised_minor or held.returned_minor),
        )
        rows.append(Listed(order, held, order_state(facts, now)))
    return rows


def _telling_places(keys: Sequence[int]) -> dict[int | None, Place]:
    """Return of each order the place that says what it is: a live one before those that ended."""
    lines = OrderLine.objects.filter(order__in=keys).select_related("place")
    found: dict[int | None, Place] = {}
    for line in lines.order_by("-position"):
        known = found.get(line.order_id)
        if line.place and (line.place.state in LIVE or known is None or known.state not in LIVE):
            found[line.order_id] = line.place
    return found


def held_for(person: User, now: datetime) -> list[Order]:
    """Return the orders of a person whose places are held until they are paid, the soonest first.

    Each has ``held_until``, the moment until which the first of its places is held.
    """
    held = Q(lines__place__state=PlaceState.HELD, lines__place__held_until__gt=now)
    return list(
        Order.objects.visible_to(person)
        .annotate(held_until=Min("lines__place__held_until", filter=held))
        .filter(held_until__isnull=False)
        .select_related("session__course")
        .order_by("held_until", "pk")
    )

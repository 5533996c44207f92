"""Orders to be paid by transfer: their last day moved, and the places that go back when it passes."""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.moves import swap
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.walltime import to_instant_near
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.enrolment import places
from courses.enrolment.models import EndReason, Place, PlaceState
from courses.orders import owing
from courses.orders.balance import balance
from courses.orders.giving_back import Act, end_place
from courses.orders.lineage import open_transfer
from courses.orders.models import CancelledBy, Order
from courses.orders.reckoning import Basis, Reckoning

log = logging.getLogger(__name__)
GRACE_DAYS = 3  # a transfer sent on the last day has arrived by then
RELEASE_HOUR = 10  # never in the night
BATCH = 50


def release_at(order: Order) -> datetime | None:
    """Return when the place of an unpaid order goes back; None for those that never do."""
    if order.pay_by_on is None or not order.release_unpaid:
        return None
    return on_day(order, order.pay_by_on + timedelta(days=GRACE_DAYS + 1), RELEASE_HOUR)


def on_day(order: Order, day: date, hour: int) -> datetime:
    """Return an hour of a day in the zone of the order's session."""
    return to_instant_near(datetime.combine(day, time(hour)), order.session.zone)


def set_last_day(order: Order, pay_by_on: date, *, release: bool, actor: User) -> None:
    """Give an order that is paid by transfer another last day, and say what happens after it.

    Raises:
        Refusal: ``nothing-open``: there is nothing left to pay; ``changed`` meanwhile.
    """
    if not balance(order).open_minor:
        raise Refusal(_("There is nothing left to pay on this order."), code="nothing-open")
    before = {"pay_by_on": order.pay_by_on, "release_unpaid": order.release_unpaid}
    with transaction.atomic():
        if not swap(order, before, pay_by_on=pay_by_on, release_unpaid=release):
            raise Refusal(
                _("Somebody changed this meanwhile. Reload the page to see it."), code="changed"
            )
        _hold_longer(order)
        audit.record(
            actor,
            "payment.last-day-set",
            f"order:{order.ref}",
            pay_by_on=pay_by_on.isoformat(),
            release=release,
        )


def _hold_longer(order: Order) -> None:
    """Hold the places of a company that waits for its transfer as long as the new last day says."""
    held = Place.objects.filter(lines__order=order, state=PlaceState.HELD).distinct()
    for place in held:
        places.extend(place, release_at(order) or order.session.starts_at)


def release_unpaid(now: datetime) -> int:
    """Give back the places whose last day, and the days of grace, passed unpaid; return how many.

    A company's places are given back by payment, which asks the provider first. A part that was paid is
    owed back; each place is one transaction, and one that fails is logged
    and tried again, without holding the others up.
    """
    passed = (now - timedelta(days=GRACE_DAYS - 1)).date()
    orders = (
        Order.objects.filter(
            release_unpaid=True,
            pay_by_on__lt=passed,
            lines__place__state=PlaceState.CONFIRMED,
            company__isnull=True,
        )
        .select_related("session")
        .distinct()
        .order_by("pk")
    )
    released = 0
    for order in orders[:BATCH]:
        due = release_at(order)
        if due is None or now < due:
            continue
        try:
            released += _release(order, now)
        except Exception:
            log.exception("The unpaid order %s could not be released.", order.number)
    return released


def _release(order: Order, now: datetime) -> int:
    """Give back the confirmed places of an order that was not paid in time; return how many.

    What was paid of it is owed back. Nothing happens to an order that is paid, or about to move.
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        if not balance(locked).open_minor or open_transfer(locked):
            return 0
        confirmed = Place.objects.filter(lines__order=locked, state=PlaceState.CONFIRMED)
        return sum(_release_place(locked, place, now) for place in confirmed.distinct())


def _release_place(order: Order, place: Place, now: datetime) -> bool:
    here = owing.most(order)  # asked for each place, so that nothing is promised twice
    reckoning = Reckoning(Basis.UNPAID, here, here, order.currency)
    return end_place(Act(order, reckoning, CancelledBy.HOUSE, None, now), place, EndReason.UNPAID)

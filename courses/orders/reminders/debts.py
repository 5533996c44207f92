"""Which orders wait for a transfer, and what a letter about one says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from courseplatform.letters.writing import write
from courseplatform.reminders.kinds import Wanted
from courseplatform.reminders.models import Reminder
from courses.catalogue.facts import session_facts
from courses.enrolment.models import LIVE
from courses.orders.balance import balance
from courses.orders.models import Order
from courses.orders.unpaid import release_at

LOOK_BACK = timedelta(days=60)  # older debts are for a person, not for a letter


def wanted(now: datetime, times: Callable[[Order], tuple[datetime, datetime]]) -> Iterator[Wanted]:
    """Yield one wanted reminder for each order with a last day and a place, held or confirmed.

    Whether money is still open is asked just before sending.

    Args:
        times: of one order: when it is due, and after which instant it is useless.
    """
    orders = Order.objects.filter(
        pay_by_on__gt=(now - LOOK_BACK).date(),
        lines__place__state__in=LIVE,
    ).select_related("session")
    for order in orders.distinct():
        due_at, useless_after = times(order)
        # The last day is part of the subject, so that another one is reminded of again.
        subject = f"order:{order.ref}:{order.pay_by_on:%Y%m%d}"
        yield Wanted(subject, order.buyer_id, due_at, useless_after)


def order_of(reminder: Reminder) -> Order | None:
    """Return the order that a reminder is about, or None if it is gone."""
    ref = reminder.subject.split(":")[1]
    return Order.objects.filter(ref=ref).select_related("session__course", "buyer").first()


def why_not(reminder: Reminder) -> str | None:
    """Return why a letter is not sent: it is paid, or the place is gone."""
    order = order_of(reminder)
    if order is None or not order.lines.filter(place__state__in=LIVE).exists():
        return "no place"
    return None if balance(order).open_minor else "paid"


def send(reminder: Reminder, template: str) -> None:
    """Write the reminder's letter, once for each last day."""
    order = order_of(reminder)
    if order is None or order.pay_by_on is None:
        return
    goes = release_at(order)
    write(
        f"{template}:{reminder.subject}",
        template,
        to=order.buyer,
        context={
            **session_facts(order.session),
            "number": order.number,
            "places": order.lines.values("place").distinct().count(),
            "order_path": order.get_absolute_url(),
            "open_minor": balance(order).open_minor,
            "currency": order.currency,
            "pay_by_on": order.pay_by_on.isoformat(),
            "release_at": goes.isoformat() if goes else "",
        },
    )

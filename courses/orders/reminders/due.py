"""Three days before the last day for paying by transfer, in the morning."""

from __future__ import annotations

from datetime import datetime, timedelta

from courseplatform.reminders.kinds import ReminderKind
from courses.orders.models import Order
from courses.orders.reminders import debts
from courses.orders.unpaid import on_day

DAYS_BEFORE = 3
HOUR = 9


def _times(order: Order) -> tuple[datetime, datetime]:
    last = order.pay_by_on or order.created_at.date()
    # The letter about the place says the last day already: a reminder comes a day later at least.
    due = max(
        on_day(order, last - timedelta(days=DAYS_BEFORE), HOUR),
        order.created_at + timedelta(days=1),
    )
    return due, on_day(order, last, HOUR)


KIND = ReminderKind(
    slug="payment-due",
    wanted=lambda now: debts.wanted(now, _times),
    why_not=debts.why_not,
    send=lambda reminder: debts.send(reminder, "payment_due"),
)

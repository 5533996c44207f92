"""The morning after the last day for paying by transfer."""

from __future__ import annotations

from datetime import datetime, timedelta

from courseplatform.reminders.kinds import ReminderKind
from courses.orders.models import Order
from courses.orders.reminders import debts
from courses.orders.unpaid import GRACE_DAYS, on_day

HOUR = 9


def _times(order: Order) -> tuple[datetime, datetime]:
    last = order.pay_by_on or order.created_at.date()
    return (
        on_day(order, last + timedelta(days=1), HOUR),
        on_day(order, last + timedelta(days=GRACE_DAYS), HOUR),
    )


KIND = ReminderKind(
    slug="payment-overdue",
    wanted=lambda now: debts.wanted(now, _times),
    why_not=debts.why_not,
    send=lambda reminder: debts.send(reminder, "payment_overdue"),
)

"""The sweeps of payment."""

from __future__ import annotations

from datetime import timedelta

from courseplatform.kit import clock
from courseplatform.kit.sweeps import sweep
from courses.payment import inbox, moving, reconciling, refunds, retention
from courses.payment.models import Cursor


@sweep("payment.inbox", topics=("payments",), every=10)
def work_inbox() -> int:
    """Work stored deliveries."""
    return inbox.work()


@sweep("payment.holds", topics=("sessions",), every=15)
def end_holds() -> int:
    """End holds whose time is over."""
    return reconciling.end_expired_holds()


@sweep("payment.moves", topics=("places",), every=60)
def finish_moves() -> int:
    """Carry out moves to another session that nothing is to be paid for first."""
    return moving.finish_left()


@sweep("payment.look", every=60)
def look_again() -> int:
    """Look at attempts that nobody told us about."""
    return reconciling.look_again()


@sweep("payment.refunds", topics=("refunds",), every=30)
def work_refunds() -> int:
    """Turn debts into refunds and follow them."""
    return refunds.request_owed() + refunds.submit_due()


@sweep("payment.events", every=3600)
def read_events() -> int:
    """Find deliveries that never arrived."""
    return reconciling.read_events()


@sweep("payment.money", every=6 * 3600)
def compare_money() -> int:
    """Compare the finished days that were not compared yet; at most a week at a time."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    cursor, _made = Cursor.objects.get_or_create(
        name="money:stripe", defaults={"at": today - timedelta(days=1)}
    )
    start = max(cursor.at, today - timedelta(days=7))
    if start >= today:
        return 0
    reconciling.compare_money(start, today)
    Cursor.objects.filter(pk=cursor.pk).update(at=today)
    return 0


@sweep("payment.retention", every=24 * 3600)
def empty_bodies() -> int:
    """Empty what is kept no longer."""
    return retention.empty_old_bodies()

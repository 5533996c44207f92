"""The sweeps of payment."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courses.payment import (
    bill_ending,
    billing,
    disputes,
    inbox,
    moving,
    refunds,
    registering,
    retention,
)
from courses.payment.company_buying import TOPIC as COMPANY_ORDERS
from courses.payment.providers.contract import ProviderAway
from courses.payment.reconciling import attempts, books, events


@sweep("payment.inbox", topics=("payments",), every=10)
def work_inbox() -> int:
    """Work stored deliveries."""
    return inbox.work()


@sweep("payment.holds", topics=("sessions",), every=15)
def end_holds() -> int:
    """End holds whose time is over."""
    return attempts.end_expired_holds()


@sweep("payment.moves", topics=("places",), every=60)
def finish_moves() -> int:
    """Carry out moves to another session that nothing is to be paid for first."""
    return moving.finish_left()


@sweep("payment.look", every=60)
def look_again() -> int:
    """Look at attempts that nobody told us about."""
    return attempts.look_again()


@sweep("payment.refunds", topics=("refunds",), every=30)
def work_refunds() -> int:
    """Turn debts into refunds and follow them."""
    return refunds.request_owed() + refunds.submit_due()


@sweep("payment.disputes", every=3600)
def look_at_disputes() -> int:
    """Ask about open disputes that nobody told us about."""
    return disputes.look_at_open()


@sweep("payment.customers", topics=(COMPANY_ORDERS, "places"), every=60)
def register_companies() -> int:
    """Register companies at the provider, and hear of their VAT numbers."""
    return registering.want_missing() + registering.register_due()


@sweep("payment.invoices", topics=(COMPANY_ORDERS, "documents", "transfers"), every=60)
def work_invoices() -> int:
    """Send invoices, and bring those at the provider in line with our documents."""
    return billing.want_missing() + billing.nudge() + billing.work_due()


@sweep("payment.overdue", every=1800)
def release_overdue() -> int:
    """Give back the places of companies whose money did not come."""
    return bill_ending.release_overdue()


@sweep("payment.events", every=3600)
def read_events() -> int:
    """Find deliveries that never arrived."""
    return events.read_events()


@sweep("payment.books", every=6 * 3600)
def compare_books() -> int:
    """Compare the finished days that were not compared yet; while the provider is away, later."""
    try:
        return len(books.compare_finished_days())
    except ProviderAway:
        return 0


@sweep("payment.places", every=24 * 3600)
def count_places() -> int:
    """Count the places of sessions to come; a counter that was wrong is set right and shown."""
    return len(books.count_places())


@sweep("payment.retention", every=24 * 3600)
def empty_bodies() -> int:
    """Empty what is kept no longer."""
    return retention.empty_old_bodies()

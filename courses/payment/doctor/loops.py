"""Checks of reconciliation: are events read again, are the books compared?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from courses.payment.doctor.finding import Finding, ago, bad, ok, warn
from courses.payment.models import Cursor, PaymentAttempt
from courses.payment.reconciling.events import HORIZON

EVENTS_EVERY, BOOKS_EVERY = timedelta(hours=3), timedelta(days=3)


def events_read(now: datetime) -> Finding:
    """The provider's events are read again every hour."""
    at = Cursor.objects.filter(name="events:stripe").values_list("at", flat=True).first()
    tried = PaymentAttempt.objects.filter(created_at__lt=now - EVENTS_EVERY)
    if at is None and not tried.exists():
        return ok("events", _("There were no events to read yet."))
    if at is None:
        return warn(
            "events",
            _("The payment service's events were never read again."),
            _("See that beat is running; payments reconcile does it by hand."),
        )
    age = now - at
    if age > HORIZON:
        return bad(
            "events",
            _("Events were last read %(when)s; those of more than 30 days are forgotten.")
            % {"when": ago(age)},
            _("Run payments reconcile now, then compare that time with the dashboard by hand."),
        )
    if age > EVENTS_EVERY:
        return warn(
            "events",
            _("Events were last read %(when)s.") % {"when": ago(age)},
            _("See that beat is running; payments reconcile does it by hand."),
        )
    return ok("events", _("Events were last read %(when)s.") % {"when": ago(age)})


def books_compared(now: datetime) -> Finding:
    """Finished days are compared."""
    at = Cursor.objects.filter(name="money:stripe").values_list("at", flat=True).first()
    if at is not None and now - at > BOOKS_EVERY:
        return warn(
            "books",
            _("The books were last compared up to %(day)s.") % {"day": f"{at:%-d %B %Y}"},
            _("See that beat is running; payments reconcile does it by hand."),
        )
    return ok("books", _("The books were compared.") if at else _("No day was to compare yet."))


CHECKS = (events_read, books_compared)

"""How companies may buy places of a session: the installation's settings, and what differs from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from courseplatform.kit.walltime import to_local
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.orders.companies import CompanyTerms, OnInvoice
from courses.orders.unpaid import GRACE_DAYS

LEAST_DAYS = 2  # a shorter time for a transfer is none


@dataclass(frozen=True)
class Ways:
    """What holds for companies that buy now.

    Attributes:
        on_invoice: what becomes of places whose invoice is not paid yet.
        due_days: days from the order to the last day for paying.
        change_hours: a person may be swapped until so many hours before the start.
        tells_presence: the company sees whether its people came and finished.
    """

    on_invoice: OnInvoice
    due_days: int
    change_hours: int
    tells_presence: bool


def ways_of(session: Session) -> Ways:
    """Return how companies may buy places of ``session`` now."""
    own = CompanyTerms.objects.filter(session=session).first() or CompanyTerms()
    return Ways(
        on_invoice=OnInvoice(own.on_invoice or settings.COMPANY_ON_INVOICE),
        due_days=settings.COMPANY_DUE_DAYS if own.due_days is None else own.due_days,
        change_hours=(
            settings.COMPANY_CHANGE_HOURS if own.change_hours is None else own.change_hours
        ),
        tells_presence=own.tells_presence,
    )


def set_ways(session: Session, *, actor: User, **own: Any) -> None:
    """Set how companies may buy places of ``session`` from now on; orders keep what they were made on.

    Args:
        own: the fields of ``CompanyTerms``; an empty one leaves it to the installation.
    """
    with transaction.atomic():
        CompanyTerms.objects.update_or_create(session=session, defaults=own)
        audit.record(actor, "company-terms.set", f"session:{session.ref}", **own)


def duplicate(session: Session, new: Session) -> None:
    """Give a copy of a session the same ways."""
    own = CompanyTerms.objects.filter(session=session).first()
    if own is not None:
        own.pk, own.session = None, new
        own.save(force_insert=True)


def change_until(session: Session, ways: Ways) -> datetime:
    """Return until when the person on a place may be swapped."""
    return session.starts_at - timedelta(hours=ways.change_hours)


def last_day(session: Session, ways: Ways, now: datetime) -> date | None:
    """Return the last day for paying an invoice that is written now; None where there is no time.

    Places that are held must be paid, and the days of grace over, before the session starts.
    """
    today = to_local(now, session.zone).date()
    wished = today + timedelta(days=ways.due_days)
    if ways.on_invoice is not OnInvoice.HOLD:
        return wished
    starts = session.starts_local.date()
    last = min(wished, starts - timedelta(days=GRACE_DAYS + 2))
    return last if last >= today + timedelta(days=LEAST_DAYS) else None

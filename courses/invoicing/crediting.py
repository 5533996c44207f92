"""Taking back what was billed: by credit notes alone, never more than the bill, VAT to the cent."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from courseplatform.kit.money import part
from courseplatform.people.models import User
from courses.invoicing.models import Document, DocumentKind
from courses.invoicing.numbering import issue
from courses.invoicing.snapshots import Why
from courses.orders.models import Order

# Money that goes back although it was never billed: paid twice, or for a place that was gone.
NEVER_BILLED = frozenset({"duplicate", "full", "not-moved", "overpaid"})


def credit(
    order: Order,
    amount_minor: int,
    *,
    occurred_at: datetime,
    key: str,
    why: Why = Why.REFUND,
    actor: User | None = None,
) -> Document | None:
    """Write the credit note over a part of what was billed; None where nothing is left to take back.

    The caller holds the order's row, so that two notes never take the same sum back. The VAT of a
    note is what the note adds to the VAT of all the notes before it: together they come out even.

    Args:
        amount_minor: the gross sum wished for; at most what is left of the bill is taken back.
        key: what it is for, such as ``refund:<ref>``; a second call with the same key returns the
            first one's note.
    """
    known = Document.objects.filter(order=order, kind=DocumentKind.CREDIT_NOTE, key=key).first()
    if known:
        return known
    bill = open_bill(order)
    if bill is None:
        return None
    before = credited(bill)
    after = min(bill.total_minor, before + amount_minor)
    if after <= before:
        return None
    return issue(
        order,
        DocumentKind.CREDIT_NOTE,
        occurred_at=occurred_at,
        amount_minor=after - before,
        vat_minor=_vat(bill, after) - _vat(bill, before),
        key=key,
        about=bill,
        why=why,
        actor=actor,
    )


def credit_refund(
    order: Order, amount_minor: int, reason: str, *, occurred_at: datetime, key: str
) -> Document | None:
    """Write the credit note for money that goes back; None where that money was never billed.

    Args:
        reason: why it is owed back, as ``RefundOwed`` says it.
    """
    if reason in NEVER_BILLED:
        return None
    return credit(order, amount_minor, occurred_at=occurred_at, key=key)


def open_bill(order: Order) -> Document | None:
    """Return the newest bill of an order of which something is not taken back yet."""
    for bill in Document.objects.filter(order=order).bills().order_by("-pk"):
        if credited(bill) < bill.total_minor:
            return bill
    return None


def credited(bill: Document) -> int:
    """Return how much of a bill its credit notes take back, minor units."""
    notes = Document.objects.filter(about=bill, kind=DocumentKind.CREDIT_NOTE)
    return int(notes.aggregate(sum=Sum("total_minor"))["sum"] or 0)


def unasked(bill: Document) -> int:
    """Return how much of a bill is not asked for any more, since it was taken back unpaid."""
    notes = Document.objects.filter(
        about=bill,
        kind=DocumentKind.CREDIT_NOTE,
        snapshot__why__in=[Why.GIVEN_BACK, Why.UNPAID, Why.CORRECTION],
    )
    return int(notes.aggregate(sum=Sum("total_minor"))["sum"] or 0)


def left(order: Order) -> int:
    """Return what is billed on an order and not taken back, minor units."""
    return sum(
        bill.total_minor - credited(bill) for bill in Document.objects.filter(order=order).bills()
    )


def _vat(bill: Document, taken_back: int) -> int:
    return part(bill.vat_minor, taken_back, bill.total_minor) if bill.total_minor else 0

"""Issuing a document: the next number of its series, taken in the transaction of its cause.

A number is taken only when everything around it commits, so a series has no gaps. The series' row is
locked last, so that issuers wait for one another as shortly as can be.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from courseplatform.kit import clock
from courseplatform.kit.wake import wake
from courses.invoicing.models import Document, Series
from courses.invoicing.snapshots import digest, snapshot
from courses.orders.models import Order

TOPIC = "documents"
PREFIXES = {"receipt": "R", "invoice": "I", "credit_note": "C", "proforma": "P"}


def issue(
    order: Order,
    kind: str,
    *,
    occurred_at: datetime,
    amount_minor: int | None = None,
    key: str = "",
) -> Document:
    """Return the document of ``kind`` about one event of an order, writing it if there is none.

    Args:
        occurred_at: when the money moved (UTC).
        amount_minor: the sum of a credit note, minor units; None for the whole order.
        key: tells two documents of one kind apart, such as the refund that a credit note is for.
    """
    with transaction.atomic():
        known = Document.objects.filter(order=order, kind=kind, key=key).first()
        if known:
            return known
        now = clock.now()
        series = _series(f"{PREFIXES[kind]}-{now.year}")
        series.last_number += 1
        series.save(update_fields=["last_number"])
        number = f"{series.name}-{series.last_number:05d}"
        content = snapshot(
            order, kind=kind, number=number, occurred_at=occurred_at, amount_minor=amount_minor
        )
        document = Document.objects.create(
            number=number,
            series=series,
            kind=kind,
            key=key,
            order=order,
            snapshot=content,
            sha256=digest(content),
            issued_at=now,
        )
    wake(TOPIC)
    return document


def _series(name: str) -> Series:
    Series.objects.bulk_create([Series(name=name)], ignore_conflicts=True)
    return Series.objects.select_for_update().get(pk=name)

"""Issuing a document: the next number of its series, taken in the transaction of its cause.

A number is taken only when everything around it commits, so a series has no gaps. The series' row is
locked last, so that issuers wait for one another as shortly as can be.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from courseplatform.kit import clock
from courseplatform.kit.wake import wake
from courseplatform.people.models import Organiser, User
from courses.invoicing.models import Document, DocumentKind, Series
from courses.invoicing.printed import printed
from courses.invoicing.snapshots import Cause, Why, complete, digest, facts
from courses.orders.balance import balance
from courses.orders.models import Order

TOPIC = "documents"
LETTERS = {
    DocumentKind.RECEIPT: "R",
    DocumentKind.INVOICE: "I",
    DocumentKind.CREDIT_NOTE: "C",
    DocumentKind.PROFORMA: "P",
}


def issue(
    order: Order,
    kind: DocumentKind | str,
    *,
    occurred_at: datetime,
    amount_minor: int | None = None,
    vat_minor: int | None = None,
    key: str = "",
    about: Document | None = None,
    why: Why = Why.SALE,
    actor: User | None = None,
) -> Document:
    """Return the document of ``kind`` about one event of an order, writing it if there is none.

    Joins the surrounding transaction. Credit notes are written by ``crediting``.

    Args:
        occurred_at: when the money moved, or the claim changed (UTC).
        amount_minor, vat_minor: the gross sum and the VAT in it, minor units; None for the order's.
        key: tells two documents of one kind apart, such as the refund that a credit note is for.
        about: the document that is taken back, or whose payment is confirmed.
        why: what led to it; decides the sentence on it.
        actor: the member of staff whose act it is, if it is one.
    """
    kind = DocumentKind(kind)
    with transaction.atomic():
        known = Document.objects.filter(order=order, kind=kind, key=key).first()
        if known:
            return known
        now = clock.now()
        today = clock.today(Organiser.current().zone)
        series = _series(series_name(kind, today))
        series.last_number += 1
        series.save(update_fields=["last_number"])
        number = f"{series.name}-{series.last_number:05d}"
        cause = Cause(
            kind=kind,
            number=number,
            issued_on=today,
            occurred_at=occurred_at,
            why=why,
            amount_minor=amount_minor,
            vat_minor=vat_minor,
            about=about,
        )
        content = facts(order, cause, open_minor=balance(order).open_minor)
        content = complete(content, printed(content, order.ref))
        document = Document.objects.create(
            number=number,
            series=series,
            number_in_series=series.last_number,
            kind=kind,
            key=key,
            order=order,
            about=about,
            currency=order.currency,
            vat_minor=content["vat_minor"],
            total_minor=content["total_minor"],
            snapshot=content,
            sha256=digest(content),
            issued_by=actor,
            issued_at=now,
        )
    wake(TOPIC)
    return document


def series_name(kind: DocumentKind, today: date) -> str:
    """Return the series of a kind in the year of ``today``, the organiser's own day."""
    return f"{settings.DOCUMENT_PREFIX}{LETTERS[kind]}-{today.year}"


def _series(name: str) -> Series:
    Series.objects.bulk_create([Series(name=name)], ignore_conflicts=True)
    return Series.objects.select_for_update().get(pk=name)

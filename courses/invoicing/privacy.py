"""What documents hold about a person, and how long: as long as the law has books kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit import clock
from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import User
from courses.invoicing.models import Document

PARTS = ("buyer", "lines", "net_minor", "vat_minor", "total_minor", "issued_on", "about")


def _export(person: User) -> Iterable[dict[str, Any]]:
    for document in Document.objects.visible_to(person).order_by("pk"):
        yield {
            "number": document.number,
            "kind": document.kind,
            "currency": document.currency,
            **{name: document.snapshot.get(name) for name in PARTS},
        }


def _erase(person: User, now: datetime) -> Sequence[str]:
    if not Document.objects.visible_to(person).filter(emptied_at=None).exists():
        return []
    return [
        _(
            "Receipts, invoices and credit notes as they were issued, with the name on them: the law "
            "has us keep them for %(years)s years after the year they were written in."
        )
        % {"years": settings.DOCUMENT_YEARS}
    ]


def empty_old(before: datetime, most: int) -> int:
    """Empty documents of the years that lie wholly before ``before``; numbers and sums stay."""
    first = datetime(before.year, 1, 1, tzinfo=UTC)
    old = Document.objects.filter(issued_at__lt=first, emptied_at=None).order_by("pk")[:most]
    return sum(_empty(document) for document in old)


def _empty(document: Document) -> int:
    with transaction.atomic():
        emptied = Document.objects.filter(pk=document.pk, emptied_at=None).update(
            snapshot={}, pdf="", emptied_at=clock.now()
        )
        if emptied and document.pdf:
            transaction.on_commit(lambda: storages["private"].delete(document.pdf))
    return emptied


PERSONAL = PersonalData(
    slug="documents",
    title=gettext_lazy("Receipts, invoices and credit notes"),
    kept=gettext_lazy(
        "Documents about what you paid, as they were issued; kept as long as the law has us keep "
        "books, then emptied."
    ),
    export=_export,
    erase=_erase,
    position=45,
)

old_documents = Retention(
    "documents",
    "Receipts, invoices and credit notes, after the years the law asks for",
    timedelta(days=366 * settings.DOCUMENT_YEARS),
    empty_old,
)

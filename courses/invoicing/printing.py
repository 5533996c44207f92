"""Making the PDFs that are still missing, outside the transaction that issued their documents."""

from __future__ import annotations

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import F

from courses.invoicing.models import Document
from courses.invoicing.pdf import render

log = logging.getLogger(__name__)
BATCH = 20
MOST_TRIES = 5


def print_missing() -> int:
    """Make the PDFs of documents that have none yet; return how many were made."""
    waiting = Document.objects.filter(pdf="", tries__lt=MOST_TRIES).order_by("pk")[:BATCH]
    return sum(_print(document) for document in waiting)


def pdf_of(document: Document) -> bytes:
    """Return the PDF of a document, making it now if the sweep has not come by yet."""
    if not document.pdf:
        _print(document)
        document.refresh_from_db()
    with storages["private"].open(document.pdf) as file:
        return bytes(file.read())


def _print(document: Document) -> int:
    try:
        content = render(document.snapshot, document.sha256)
    except Exception:
        Document.objects.filter(pk=document.pk).update(tries=F("tries") + 1)
        log.exception("The PDF of %s could not be made", document.number)
        return 0
    name = storages["private"].save(f"documents/{document.ref}.pdf", ContentFile(content))
    return Document.objects.filter(pk=document.pk, pdf="").update(pdf=name)

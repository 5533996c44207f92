"""Making the PDFs that are still missing, outside the transaction that issued their documents."""

from __future__ import annotations

import hashlib
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courses.invoicing.models import Document, DocumentQuerySet
from courses.invoicing.pdf import render
from courses.invoicing.sending import send

log = logging.getLogger(__name__)
BATCH = 20
MOST_TRIES = 5


def print_missing() -> int:
    """Make the PDFs of documents that have none yet; return how many were made."""
    waiting = unprinted().filter(tries__lt=MOST_TRIES).order_by("pk")
    found = waiting.select_related("order__billing", "order__buyer")[:BATCH]
    return sum(_print(document) for document in found)


def unprinted() -> DocumentQuerySet:
    """Return the documents that have no PDF and should have one."""
    return Document.objects.filter(pdf="", emptied_at=None)


def pdf_of(document: Document) -> bytes:
    """Return the PDF of a document, making it now if the sweep has not come by yet.

    Raises:
        Refusal: ``document-emptied``, or ``document-not-printed`` when it cannot be made now.
    """
    if document.emptied_at:
        raise Refusal(
            _(
                "The law no longer has us keep document %(number)s, so it was destroyed. "
                "Its number and sums are on the order."
            )
            % {"number": document.number},
            code="document-emptied",
        )
    if not document.pdf or not storages["private"].exists(document.pdf):
        _print(document)
        document.refresh_from_db()
    if not document.pdf:
        raise Refusal(
            _(
                "Document %(number)s could not be printed just now. We have been told; "
                "try again in an hour."
            )
            % {"number": document.number},
            code="document-not-printed",
        )
    with storages["private"].open(document.pdf) as file:
        return bytes(file.read())


def _print(document: Document) -> int:
    """Make a document's file; whoever comes second leaves the first one's in place."""
    try:
        content = render(document.snapshot, document.sha256)
    except Exception:
        Document.objects.filter(pk=document.pk).update(tries=F("tries") + 1)
        log.exception("The PDF of %s could not be made", document.number)
        return 0
    storage, lost = storages["private"], document.pdf
    name = storage.save(f"documents/{document.ref}.pdf", ContentFile(content))
    with transaction.atomic():
        made = Document.objects.filter(pk=document.pk, pdf=lost).update(
            pdf=name, pdf_sha256=hashlib.sha256(content).hexdigest()
        )
        if made:
            document.pdf = name
            send(document)
    if not made:
        storage.delete(name)
    return made

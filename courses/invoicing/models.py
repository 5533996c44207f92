"""Numbered documents: what was written about money, frozen."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from courseplatform.kit import clock
from courseplatform.kit.references import RefField


class DocumentKind(StrEnum):
    """What a document is to whoever gets it.

    A person who pays by card gets a receipt, a company an invoice. A receipt about an invoice only
    says that its money came; a credit note is always about the document that it takes back.
    """

    RECEIPT = "receipt"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PROFORMA = "proforma"


BILLS = (DocumentKind.RECEIPT, DocumentKind.INVOICE)


class Series(models.Model):
    """One run of numbers without gaps, such as ``I-2026``; one for each kind and year."""

    name = models.CharField(max_length=20, primary_key=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "courses"

    def __str__(self) -> str:
        return f"{self.name} {self.last_number}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents, as far as a person may see them."""

    def visible_to(self, user: Any) -> DocumentQuerySet:
        """Return the documents of the person's own orders; staff see money on the desk."""
        return self.filter(order__buyer_id=user.pk) if user.pk else self.none()

    def bills(self) -> DocumentQuerySet:
        """Return the documents that ask for an order's money or say that it came, each sum once."""
        return self.filter(kind__in=BILLS, about=None)


class Document(models.Model):
    """One receipt, invoice, credit note or pro-forma.

    The snapshot is what was true when it was written, with the words that are printed; a trigger
    keeps it. The PDF is made from it afterwards, by a sweep, and can be made again. When the law no
    longer asks for the document its snapshot and PDF are emptied; number, sums and hash stay.

    Attributes:
        number_in_series: counts from 1 in its series, without gaps.
        key: tells two documents of one kind about one order apart.
        about: the document that a credit note takes back, or whose payment a receipt confirms.
        total_minor: gross, positive also for a credit note; ``vat_minor`` is the VAT in it.
        pdf_sha256: hash of the printed file, empty as long as there is none.
    """

    ref = RefField()
    number = models.CharField(max_length=30, unique=True)
    series = models.ForeignKey(Series, models.PROTECT, related_name="documents")
    number_in_series = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80, blank=True)
    order = models.ForeignKey("courses.Order", models.PROTECT, related_name="documents")
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    currency = models.CharField(max_length=3)
    vat_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(default=clock.now)
    pdf = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    emptied_at = models.DateTimeField(null=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "order", "kind", "key", name="one_document_of_a_kind_for_each_event"
            ),
            models.UniqueConstraint(
                "series", "number_in_series", name="a_number_of_a_series_is_given_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DocumentKind]),
                name="a_document_has_a_known_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind="credit_note") | Q(about__isnull=False),
                name="a_credit_note_names_what_it_takes_back",
            ),
            models.CheckConstraint(
                condition=Q(vat_minor__gte=0, total_minor__gte=models.F("vat_minor")),
                name="a_document_holds_its_vat",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=Q(pdf="", emptied_at=None),
                name="documents_without_their_pdf",
            ),
            models.Index(fields=["issued_at"], name="documents_by_time"),
        ]

    def __str__(self) -> str:
        return self.number

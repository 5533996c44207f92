"""Numbered documents: what was written about money, frozen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from courseplatform.kit import clock
from courseplatform.kit.references import RefField

KINDS = ["receipt", "invoice", "credit_note", "proforma"]


class Series(models.Model):
    """One run of numbers without gaps, such as ``R-2026``."""

    name = models.CharField(max_length=20, primary_key=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "courses"

    def __str__(self) -> str:
        return f"{self.name} {self.last_number}"


class Document(models.Model):
    """One receipt, invoice, credit note or pro-forma.

    The snapshot is what was true when it was written and never changes; the PDF is made from it
    afterwards, by a sweep, and can be made again with the same content.
    """

    ref = RefField()
    number = models.CharField(max_length=30, unique=True)
    series = models.ForeignKey(Series, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80, blank=True)
    order = models.ForeignKey("courses.Order", models.PROTECT, related_name="documents")
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=clock.now)
    pdf = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "order", "kind", "key", name="one_document_of_a_kind_for_each_event"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS), name="a_document_has_a_known_kind"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=models.Q(pdf=""), name="documents_without_their_pdf"
            ),
        ]

    def __str__(self) -> str:
        return self.number

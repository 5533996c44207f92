"""Letters about a corrected case: what was written, to whom, once."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from courseplatform.kit import clock
from courseplatform.kit.references import LENGTH, RefField
from exercises.cases.models import CaseEdition
from exercises.cohorts.models import Member


class EditionNotice(models.Model):
    """One letter to people whose work a corrected edition touches.

    ``token`` comes with the form, so that pressing twice writes once.
    """

    ref = RefField()
    edition = models.ForeignKey(CaseEdition, models.PROTECT, related_name="notices")
    text = models.TextField()
    token = models.CharField(max_length=LENGTH, unique=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    readers = models.ManyToManyField(Member, related_name="+")

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(text=""), name="a_notice_says_something"),
        ]

    def __str__(self) -> str:
        return self.ref

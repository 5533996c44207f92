"""Letters that staff write to exactly the people of a list, and who got them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from courseplatform.kit import clock
from courseplatform.kit.references import LENGTH


class CohortLetter(models.Model):
    """A letter to some members about one exercise, as it was written, with its places to fill.

    ``ref`` is made with the preview, so that one press sends it once.
    """

    ref = models.CharField(max_length=LENGTH, unique=True)
    assignment = models.ForeignKey("exercises.Assignment", models.PROTECT, related_name="letters")
    subject = models.CharField(max_length=150)
    text = models.TextField()
    shown = models.CharField(max_length=12, help_text="the list it was written from")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.subject


class CohortLetterReader(models.Model):
    """One member a letter was meant for, and what became of it."""

    letter = models.ForeignKey(CohortLetter, models.PROTECT, related_name="readers")
    member = models.ForeignKey("exercises.Member", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint("letter", "member", name="a_letter_is_for_a_member_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["written", "stopped", "no-address", "moved-on"]),
                name="what_became_of_a_letter_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.outcome}"

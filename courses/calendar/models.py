"""The secret address of a person's calendar feed; the database keeps its digest only."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from courseplatform.kit import clock


class CalendarLink(models.Model):
    """One person's feed address. A new one makes the old one unknown."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_link"
    )
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "courses"

    def __str__(self) -> str:
        return f"feed of {self.person_id}"

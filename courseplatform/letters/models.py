"""The outbox: every mail the house sends is a row first."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from courseplatform.kit import clock
from courseplatform.kit.references import RefField


class Letter(models.Model):
    """One mail to one address.

    The template and a small context are stored, never the text; it is rendered when it is sent. A
    letter's ``key`` says what it is about, so that a job that runs twice writes it once.
    ``waiting -> taken -> sent | failed``; ``taken`` falls back to ``waiting`` when its time passes.
    """

    ref = RefField()
    key = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=80)
    context = models.JSONField(default=dict)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="letters"
    )
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(max_length=64, default="UTC")
    secret = models.BooleanField(default=False)
    stoppable = models.BooleanField(default=False)
    thread = models.CharField(max_length=120, blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    send_after = models.DateTimeField(default=clock.now)
    taken_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "letters"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "taken", "sent", "failed"]),
                name="a_letter_is_waiting_taken_sent_or_failed",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="a_sent_letter_has_its_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "send_after",
                "id",
                name="letters_to_send",
                condition=models.Q(state__in=["waiting", "taken"]),
            ),
        ]

    def __str__(self) -> str:
        return self.key

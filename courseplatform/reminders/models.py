"""Reminders: what is to be said to whom and when, one row each; and beat's own sign of life."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from courseplatform.kit import clock


class Reminder(models.Model):
    """One reminder of one kind about one subject for one person.

    ``planned -> taken -> done | failed | missed | skipped``. ``due_at`` is derived from wall time
    and moved when the subject moves; what was done is planned again only when its subject moved to
    a later time than the one at which it was done.
    """

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    due_at = models.DateTimeField()
    useless_after = models.DateTimeField()
    state = models.CharField(max_length=10, default="planned")
    reason = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_until = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "reminders"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "kind", "subject", "person", name="one_reminder_of_a_kind_for_each_person"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["planned", "taken", "done", "failed", "missed", "skipped"]
                ),
                name="a_reminder_has_a_known_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "due_at",
                "id",
                name="reminders_due",
                condition=models.Q(state__in=["planned", "taken"]),
            ),
            models.Index("kind", "subject", name="reminders_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Heartbeat(models.Model):
    """When a periodic process last showed itself."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        app_label = "reminders"

    def __str__(self) -> str:
        return f"{self.name} {self.seen_at:%Y-%m-%d %H:%M:%S}"

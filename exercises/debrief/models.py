"""The debrief of an exercise in a class: whether it is open to the class, and what was counted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from courseplatform.kit import clock
from courseplatform.kit.references import RefField


class Debrief(models.Model):
    """That a class may see how it answered an exercise: ``closed -> open -> closed``.

    It is opened by whoever teaches the class, after they have talked about it; the class sees the
    experts' view with it.
    """

    ref = RefField()
    cohort = models.ForeignKey("exercises.Cohort", models.PROTECT, related_name="debriefs")
    version = models.ForeignKey("exercises.ExerciseVersion", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="closed")
    created_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "cohort", "version", name="an_exercise_is_debriefed_once_in_a_class"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", opened_at__isnull=True)
                | Q(state="open", opened_at__isnull=False),
                name="a_debrief_is_closed_or_open_since_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class ClassBoard(models.Model):
    """What a class made of one task, counted for one kind of audience and kept until that changes.

    ``findings`` is what the kind's board said (``kinds.boards``), ``counted`` the answers it rests
    on, ``seen`` a fingerprint of what there was to count. Nothing in it names a person.
    """

    cohort = models.ForeignKey("exercises.Cohort", models.PROTECT, related_name="boards")
    task = models.ForeignKey("exercises.Task", models.CASCADE, related_name="+")
    audience = models.CharField(max_length=12)
    findings = models.JSONField(default=list)
    counted = models.JSONField(default=list)
    seen = models.CharField(max_length=64)
    counted_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "cohort", "task", "audience", name="a_task_is_counted_once_for_an_audience"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}/{self.task_id} for {self.audience}"

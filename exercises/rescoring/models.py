"""Re-scoring as an act: what would move, who decided it and why, and what became of each answer."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from exercises.cohorts.models import INSTRUCTORS, Staff


class RescoringQuerySet(models.QuerySet["Rescoring"]):
    """Re-scorings, narrowed to what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Return those of cohorts that ``user`` teaches."""
        held = Staff.objects.filter(person=user, role__in=INSTRUCTORS)
        return self.filter(assignment__cohort__in=held.values("cohort"))


class Rescoring(models.Model):
    """Scoring one task of a class again: ``listing -> listed -> running -> done``, or ``dropped``.

    ``listing`` compares the stored scores with what today's rules and the wanted key say; nothing
    moves before somebody decides on the whole list. ``correction`` is the corrected key to use; empty
    for the one in force.
    """

    ref = RefField()
    assignment = models.ForeignKey(
        "exercises.Assignment", models.PROTECT, related_name="rescorings"
    )
    task = models.ForeignKey("exercises.Task", models.PROTECT, related_name="+")
    correction = models.ForeignKey(
        "exercises.KeyCorrection", models.PROTECT, null=True, related_name="rescorings"
    )
    state = models.CharField(max_length=10, default="listing")
    reason = models.CharField(max_length=300, blank=True)
    tell = models.BooleanField(default=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = RescoringQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "assignment",
                "task",
                condition=Q(state__in=["listing", "listed", "running"]),
                name="a_task_of_a_class_is_rescored_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["listing", "listed", "dropped"], done_at__isnull=True)
                | Q(state="running", decided_at__isnull=False, done_at__isnull=True)
                | Q(state="done", decided_at__isnull=False, done_at__isnull=False),
                name="a_rescoring_runs_once_it_is_decided",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "id", name="rescorings_to_work_on", condition=Q(state__in=["listing", "running"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"


class RescoringLine(models.Model):
    """One answer in a re-scoring: ``listed -> applied | skipped``.

    ``score`` is the stored score that was compared; if another holds by the time the line is
    applied, the line is skipped.
    """

    rescoring = models.ForeignKey(Rescoring, models.PROTECT, related_name="lines")
    response = models.ForeignKey("exercises.Response", models.PROTECT, related_name="+")
    score = models.ForeignKey("exercises.Score", models.PROTECT, related_name="+")
    before_c = models.IntegerField()
    after_c = models.IntegerField()
    out_of_c = models.PositiveIntegerField()
    differs = models.BooleanField(help_text="points or remarks")
    state = models.CharField(max_length=10, default="listed")
    why = models.CharField(max_length=12, blank=True)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "rescoring", "response", name="an_answer_is_once_in_a_rescoring"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["listed", "applied"], why="")
                | Q(state="skipped", why__in=["by-hand", "changed", "unscored", "erased"]),
                name="a_line_is_skipped_for_a_known_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "rescoring", "id", name="rescoring_lines_to_apply", condition=Q(state="listed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.before_c} -> {self.after_c}"

    @property
    def moves_by_c(self) -> int:
        """By how many hundredths of points the answer moves."""
        return self.after_c - self.before_c

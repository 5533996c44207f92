"""The book of grades: rows that are only ever added."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courseplatform.kit import clock
from exercises.grades.fold import GradeKind


class GradeEvent(models.Model):
    """One decision about the points of one task, or about a late attempt; append-only, by a trigger.

    An event of the kind ``late`` is about the attempt as a whole: it has no task and no points, and
    ``less_percent`` says how much of the attempt's points is off from then on.

    No name, no text: who looks for reasons finds the mark, the remarks or the request beside it.
    """

    allotment = models.ForeignKey(
        "exercises.Allotment", models.PROTECT, related_name="grade_events"
    )
    task = models.ForeignKey("exercises.Task", models.PROTECT, null=True, related_name="+")
    attempt_number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    points_c = models.IntegerField(help_text="hundredths of points")
    out_of_c = models.PositiveIntegerField(help_text="hundredths of points")
    less_percent = models.PositiveSmallIntegerField(default=0)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "allotment",
                "task",
                "attempt_number",
                condition=Q(kind__in=[GradeKind.SCORED, GradeKind.RELEASED]),
                name="a_task_of_an_attempt_is_first_graded_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in GradeKind]),
                name="a_grade_event_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(points_c__gte=0, points_c__lte=F("out_of_c")),
                name="points_lie_between_zero_and_the_maximum",
            ),
            models.CheckConstraint(
                condition=Q(kind=GradeKind.LATE, task__isnull=True, out_of_c=0)
                & Q(less_percent__lte=100)
                | ~Q(kind=GradeKind.LATE) & Q(task__isnull=False, less_percent=0),
                name="a_grade_event_is_about_a_task_or_about_a_late_attempt",
            ),
        ]
        indexes: ClassVar = [
            models.Index("allotment", "id", name="grade_events_of_an_allotment"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.points_c}/{self.out_of_c}"

"""What a session works on: its cohort at the exercises, the plan of exercises, who was let in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import clock
from courseplatform.kit.references import LENGTH
from courseplatform.kit.wallfield import WallTimeField
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment


class SessionCohort(models.Model):
    """The cohort of a session; a reference, never a key: exercises have one door."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="cohort")
    cohort_ref = models.CharField(max_length=LENGTH, unique=True)
    opened_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "courses"

    def __str__(self) -> str:
        return f"{self.session_id} {self.cohort_ref}"


class ExercisePlan(models.Model):
    """One exercise of a session with its dates on the wall of the session's zone.

    ``opens_local`` empty: open from enrolment on. ``due_local`` empty: never late.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="exercise_plans")
    exercise_ref = models.CharField(max_length=LENGTH)
    title = models.CharField(max_length=200)
    opens_local = WallTimeField(_("opens"), null=True, blank=True)
    due_local = WallTimeField(_("due"), null=True, blank=True)
    closes_local = WallTimeField(_("closes"), null=True, blank=True)
    planned_at = models.DateTimeField(default=clock.now)
    allotted_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "session", "exercise_ref", name="an_exercise_is_planned_once_for_a_session"
            ),
            models.CheckConstraint(
                condition=Q(closes_local__isnull=True)
                | Q(due_local__isnull=True)
                | Q(closes_local__gte=F("due_local")),
                name="an_exercise_closes_when_due_or_later",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Admission(models.Model):
    """That an enrolment was let into its session's cohort, and out of it again."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="admission")
    admitted_at = models.DateTimeField(default=clock.now)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "courses"

    def __str__(self) -> str:
        return f"{self.enrolment_id}"

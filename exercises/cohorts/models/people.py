"""Cohorts, who is in them, and who works for them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Cohorts, narrowed to what a person may see."""

    def staffed_by(self, user: User, *roles: str) -> Self:
        """Return the cohorts where ``user`` holds one of ``roles`` (any role when none is named)."""
        held = Staff.objects.filter(person=user)
        if roles:
            held = held.filter(role__in=roles)
        return self.filter(pk__in=held.values("cohort"))


class Cohort(models.Model):
    """A group of people who work the same exercises; a session's on the course side."""

    ref = RefField()
    title = models.CharField(max_length=200)
    zone = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)

    objects = CohortQuerySet.as_manager()

    class Meta:
        app_label = "exercises"

    def __str__(self) -> str:
        return self.title


class Member(models.Model):
    """One person in one cohort: ``active -> left``, and back when they return.

    ``code`` is the name that peers and markers see, such as "Heron 4"; it says nothing about the
    person and stays with them.
    """

    ref = RefField()
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default="active")
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint("cohort", "person", name="a_person_is_once_in_a_cohort"),
            models.UniqueConstraint("cohort", "code", name="a_code_names_one_member_of_a_cohort"),
            models.CheckConstraint(
                condition=Q(state="active", left_at__isnull=True)
                | Q(state="left", left_at__isnull=False),
                name="a_member_is_active_or_left_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(code=""), name="a_member_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.code


class StaffRole(models.TextChoices):
    """What a person does in one cohort."""

    LEAD = "lead", _("Lead instructor")
    INSTRUCTOR = "instructor", _("Instructor")
    MARKER = "marker", _("Marker")
    OBSERVER = "observer", _("Observer")


MARKERS = (StaffRole.LEAD, StaffRole.INSTRUCTOR, StaffRole.MARKER)
INSTRUCTORS = (StaffRole.LEAD, StaffRole.INSTRUCTOR)


class Staff(models.Model):
    """The role of one member of staff in one cohort, pushed down from the session."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="staff")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cohort_roles"
    )
    role = models.CharField(max_length=12)

    class Meta:
        app_label = "exercises"
        verbose_name_plural = "staff"
        constraints: ClassVar = [
            models.UniqueConstraint("cohort", "person", name="a_person_has_one_role_in_a_cohort"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in StaffRole]),
                name="staff_lead_instruct_mark_or_observe",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.cohort_id}"

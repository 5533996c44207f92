"""Who works which exercise until when: cohorts, members, staff, allotments, extensions."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from exercises.cohorts.dates import Window


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


_DATES_IN_ORDER = (
    Q(due_at__isnull=True) | Q(opens_at__isnull=True) | Q(due_at__gt=F("opens_at"))
) & (Q(closes_at__isnull=True) | Q(due_at__isnull=True) | Q(closes_at__gte=F("due_at")))


class Assignment(models.Model):
    """An exercise set for a whole cohort: who joins later gets it too, in the same version.

    ``opens_at`` may be empty: then the exercise opens for each member when they join.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="assignments")
    exercise = models.ForeignKey("exercises.Exercise", models.PROTECT, related_name="+")
    version = models.ForeignKey("exercises.ExerciseVersion", models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "cohort", "exercise", name="an_exercise_is_set_once_for_a_cohort"
            ),
            models.CheckConstraint(
                condition=_DATES_IN_ORDER, name="an_assignment_opens_is_due_and_closes_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id} for {self.cohort_id}"


class AllotmentQuerySet(models.QuerySet["Allotment"]):
    """Allotments, narrowed to what a person may see, with their extensions."""

    def visible_to(self, user: User) -> Self:
        """Return the allotments of ``user`` as an active member."""
        return self.filter(member__person=user, member__state="active")

    def dated(self) -> Self:
        """Add the newest extension in the same query, so that ``window`` asks nothing more."""
        newest = Extension.objects.filter(allotment=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            extended_due_at=Subquery(newest.values("due_at")[:1]),
            extended_closes_at=Subquery(newest.values("closes_at")[:1]),
        )


class Allotment(models.Model):
    """One exercise version given to one member, with its dates; the version is frozen by it."""

    ref = RefField()
    member = models.ForeignKey(Member, models.PROTECT, related_name="allotments")
    version = models.ForeignKey(
        "exercises.ExerciseVersion", models.PROTECT, related_name="allotments"
    )
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="allotments")
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    extended_due_at: datetime | None
    extended_closes_at: datetime | None
    objects = AllotmentQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "member", "version", name="an_exercise_version_is_allotted_once_to_a_member"
            ),
            models.CheckConstraint(
                condition=_DATES_IN_ORDER, name="an_allotment_opens_is_due_and_closes_in_order"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "due_at", name="allotments_by_due_date", condition=Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def window(self) -> Window:
        """The dates with the newest extension; one query unless the row came from ``dated()``."""
        plain = Window(self.opens_at, self.due_at, self.closes_at)
        given = self._extension()
        return plain.extend(*given) if given else plain

    def carry_extension(self, due_at: datetime | None, closes_at: datetime | None) -> None:
        """Take the newest extension from a query that has it already; None means there is none."""
        self.extended_due_at, self.extended_closes_at = due_at, closes_at

    def _extension(self) -> tuple[datetime | None, datetime | None] | None:
        if "extended_due_at" in self.__dict__:
            due_at = self.extended_due_at
            return None if due_at is None else (due_at, self.extended_closes_at)
        return self.extensions.order_by("-pk").values_list("due_at", "closes_at").first()


class Extension(models.Model):
    """More time for one person; the newest one counts, and none ever takes time away."""

    allotment = models.ForeignKey(Allotment, models.PROTECT, related_name="extensions")
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gte=F("due_at")),
                name="an_extension_is_due_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.allotment_id} until {self.due_at:%Y-%m-%d %H:%M}"

"""Courses, their dated sessions, and who teaches them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.kit.wallfield import WallTimeField
from courseplatform.people.models import User
from courseplatform.people.roles import Right


class SessionState(StrEnum):
    """What staff decided about a session; everything else follows from its dates and seats."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class TeachingRole(StrEnum):
    """What a person does in one session."""

    LEAD = "lead"
    INSTRUCTOR = "instructor"
    MARKER = "marker"
    OBSERVER = "observer"


class CourseQuerySet(models.QuerySet["Course"]):
    """Courses, as far as a person may see them."""

    def visible_to(self, user: Any) -> CourseQuerySet:
        """Return published courses; staff who run courses see drafts as well."""
        if isinstance(user, User) and user.may(Right.RUN_COURSES):
            return self
        return self.filter(published_at__isnull=False)


class Course(models.Model):
    """What is taught: the page that stays while sessions come and go."""

    ref = RefField()
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), max_length=600, blank=True)
    outcomes = models.TextField(_("what one will be able to do"), blank=True)
    body_md = models.TextField(_("text"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    programme = models.JSONField(_("programme"), default=list, blank=True)
    needs = models.TextField(_("what one needs"), blank=True)
    excerpt_title = models.CharField(_("title of the excerpt"), max_length=160, blank=True)
    excerpt_md = models.TextField(_("excerpt of the case"), blank=True)
    excerpt_html = models.TextField(editable=False, blank=True)
    marking_md = models.TextField(_("how it is marked"), blank=True)
    marking_html = models.TextField(editable=False, blank=True)
    questions = models.JSONField(_("questions"), default=list, blank=True)
    staff_note = models.TextField(_("note for staff"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = CourseQuerySet.as_manager()

    class Meta:
        app_label = "courses"
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the course page."""
        return reverse("course", args=[self.slug])

    @property
    def outcome_lines(self) -> list[str]:
        """The outcomes, one a line."""
        return [line.strip() for line in self.outcomes.splitlines() if line.strip()]

    @property
    def need_lines(self) -> list[str]:
        """What one needs, one a line."""
        return [line.strip() for line in self.needs.splitlines() if line.strip()]


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions, as far as a person may see them."""

    def visible_to(self, user: Any) -> SessionQuerySet:
        """Return sessions that were published, cancelled ones included.

        Staff who run courses see drafts as well, and so does whoever teaches in one.
        """
        public = Q(published_at__isnull=False, course__published_at__isnull=False)
        if not isinstance(user, User):
            return self.filter(public)
        if user.may(Right.RUN_COURSES):
            return self
        return self.filter(
            public | Q(pk__in=Teaching.objects.filter(person=user).values("session"))
        )


class Session(models.Model):
    """A dated run of a course.

    ``starts_local``, ``ends_local`` and ``booking_closes_local`` are wall time in ``zone``, which is
    what people agreed on; the ``_at`` columns are derived from them by ``catalogue.sessions``.
    ``taken`` is moved by ``enrolment.seats`` alone: it counts held and confirmed places, and those
    that are kept for vouchers. When a session is called off, ``choice_until_at`` is how long people
    may move to another one before their money goes back by itself; without it, it goes at once.
    """

    ref = RefField()
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    slug = models.SlugField(_("address"), max_length=80)
    starts_local = WallTimeField(_("starts"))
    ends_local = WallTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=64)
    starts_at = models.DateTimeField(db_index=True, editable=False)
    ends_at = models.DateTimeField(db_index=True, editable=False)
    booking_closes_local = WallTimeField(_("booking closes"), null=True, blank=True)
    booking_closes_at = models.DateTimeField(null=True, editable=False)
    capacity = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(default=0, editable=False)
    place_kind = models.CharField(max_length=20, default="online")
    state = models.CharField(max_length=10, default=SessionState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    choice_until_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = SessionQuerySet.as_manager()

    class Meta:
        app_label = "courses"
        ordering: ClassVar = ["starts_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "course", "slug", name="one_address_for_each_session_of_a_course"
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="no_more_places_taken_than_there_are"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1), name="a_session_has_at_least_one_place"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_local__gt=F("starts_local")),
                name="a_session_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in SessionState]),
                name="a_session_is_draft_published_or_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="a_session_is_published_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at__isnull=True)),
                name="a_cancelled_session_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(choice_until_at__isnull=True)
                | Q(state="cancelled", choice_until_at__gt=F("cancelled_at")),
                name="a_choice_follows_calling_off",
            ),
            models.CheckConstraint(
                condition=Q(booking_closes_local__isnull=True, booking_closes_at__isnull=True)
                | Q(booking_closes_local__isnull=False, booking_closes_at__isnull=False),
                name="booking_closes_on_the_wall_and_in_fact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course.title}, {self.starts_local:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        """Return the address of the session page; reads the course."""
        return reverse("session", args=[self.course.slug, self.slug])

    @property
    def free(self) -> int:
        """Places nobody holds or has, as far as this row knows."""
        return max(0, self.capacity - self.taken)


class Teaching(models.Model):
    """What one person does in one session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="teachings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="teachings")
    role = models.CharField(max_length=12)
    line = models.CharField(_("line about the person"), max_length=200, blank=True)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "session", "person", name="one_part_for_each_person_in_a_session"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in TeachingRole]),
                name="a_teaching_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"

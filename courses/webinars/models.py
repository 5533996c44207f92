"""Webinars of a session, who was invited to them, and the evidence of who came."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.kit.wallfield import WallTimeField
from courseplatform.people.models import User
from courseplatform.people.roles import Right
from courses.catalogue.models import Session, Teaching, TeachingRole
from courses.enrolment.models import Enrolment, EnrolmentState


class WebinarKind(StrEnum):
    """Whether a meeting belongs to the course days or prepares them."""

    PREPARATORY = "preparatory"
    MAIN = "main"


class WebinarState(StrEnum):
    """``planned -> called_off``; whether it is open, on or over follows from the clock."""

    PLANNED = "planned"
    CALLED_OFF = "called_off"


class WebinarQuerySet(models.QuerySet["Webinar"]):
    """Webinars, as far as a person may see them."""

    def visible_to(self, user: Any) -> WebinarQuerySet:
        """Return the webinars of sessions the person is enrolled in, teaches in, or runs."""
        if not isinstance(user, User):
            return self.none()
        if user.may(Right.RUN_COURSES):
            return self
        enrolled = Enrolment.objects.filter(person=user, state=EnrolmentState.ACTIVE)
        taught = Teaching.objects.filter(person=user)
        return self.filter(
            Q(session__in=enrolled.values("session")) | Q(session__in=taught.values("session"))
        )

    def run_by(self, user: Any) -> WebinarQuerySet:
        """Return the webinars whose attendance, link and time the person looks after."""
        if not isinstance(user, User):
            return self.none()
        if user.may(Right.RUN_COURSES):
            return self
        led = Teaching.objects.filter(
            person=user, role__in=[TeachingRole.LEAD, TeachingRole.INSTRUCTOR]
        )
        return self.filter(session__in=led.values("session"))


class Webinar(models.Model):
    """One live meeting of a session.

    ``starts_local`` in ``zone`` is what people agreed on; ``starts_at`` and ``ends_at`` are derived.
    ``version`` grows with every change that people must hear of; invitations follow it.
    """

    ref = RefField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="webinars")
    kind = models.CharField(_("kind"), max_length=12, default=WebinarKind.MAIN)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("what it is about"), blank=True, max_length=2000)
    starts_local = WallTimeField(_("starts"))
    zone = models.CharField(_("time zone"), max_length=64)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    gate_minutes = models.PositiveSmallIntegerField(_("gate opens, minutes before"), default=15)
    provider = models.CharField(max_length=20, default="pasted_link")
    meeting_url = models.URLField(_("meeting link"), blank=True, max_length=500)
    recording_url = models.URLField(_("recording link"), blank=True, max_length=500)
    state = models.CharField(max_length=12, default=WebinarState.PLANNED)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)

    objects = WebinarQuerySet.as_manager()

    class Meta:
        app_label = "courses"
        ordering: ClassVar = ["starts_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=720), name="a_webinar_lasts_5_min_to_12_h"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in WebinarState]),
                name="a_webinar_is_planned_or_called_off",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in WebinarKind]),
                name="a_webinar_prepares_or_is_main",
            ),
        ]
        indexes: ClassVar = [
            models.Index("session", "starts_at", name="webinars_of_a_session"),
            models.Index("starts_at", name="webinars_by_time"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the webinar's page, which is also the join gate."""
        return reverse("webinar", args=[self.ref])

    @property
    def gate_opens_at(self) -> datetime:
        """When the gate opens (UTC)."""
        return self.starts_at - timedelta(minutes=self.gate_minutes)


class Invitation(models.Model):
    """One webinar in one person's calendar.

    The UID never changes; ``sequence`` grows with every file sent, a cancellation included, because
    calendars ignore a file that is not newer. ``version`` and ``starts_at`` are the webinar's when
    the person was told last.
    """

    webinar = models.ForeignKey(Webinar, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    uid = models.CharField(max_length=200, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    cancelled = models.BooleanField(default=False)
    stamped_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "courses"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "webinar", "person", name="one_invitation_for_each_person_and_webinar"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.sequence}"


class Welcome(models.Model):
    """That the welcome letter of an enrolment was written, with the dates known then."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="welcome")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "courses"

    def __str__(self) -> str:
        return f"welcome {self.enrolment_id}"


class EvidenceSource(StrEnum):
    """Where a piece of evidence of attendance comes from."""

    GATE = "gate"
    MANUAL = "manual"
    REPORT = "report"


class Attendance(models.Model):
    """One piece of evidence that a person was at a webinar, kept as it came.

    ``gate``: came in at ``joined_at``, last heard of at ``left_at``. ``manual``: what staff stated,
    as ``minutes``, which wins. ``report``: an interval from the meeting provider. Once the times of
    an interval are not kept any more, ``minutes`` says what they came to.
    """

    webinar = models.ForeignKey(Webinar, models.PROTECT, related_name="attendance")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendance")
    source = models.CharField(max_length=8)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "courses"
        verbose_name_plural = "attendance"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(source__in=[source.value for source in EvidenceSource]),
                name="evidence_of_attendance_has_a_known_source",
            ),
            models.CheckConstraint(
                condition=Q(left_at__gte=models.F("joined_at")), name="nobody_leaves_before_joining"
            ),
            models.UniqueConstraint(
                fields=["webinar", "person", "source"],
                condition=Q(source__in=["gate", "manual"]),
                name="one_gate_row_and_one_statement_for_each_person",
            ),
        ]
        indexes: ClassVar = [models.Index("person", "webinar", name="attendance_of_a_person")]

    def __str__(self) -> str:
        return f"{self.webinar_id} {self.person_id} {self.source}"

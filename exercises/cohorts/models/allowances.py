"""What one person is given beyond the class: more time for one exercise, or for every clock."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courseplatform.kit import clock
from exercises.cohorts.models.giving import Allotment
from exercises.cohorts.models.people import Member

LONGEST_REASON = 200


class Extension(models.Model):
    """More time or more attempts for one person: ``granted -> replaced | revoked``.

    One stands at a time, and none ever takes anything away. A date that is empty stays as it was.
    """

    allotment = models.ForeignKey(Allotment, models.PROTECT, related_name="extensions")
    due_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    state = models.CharField(max_length=10, default="granted")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    granted_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "allotment",
                condition=Q(state="granted"),
                name="one_extension_of_an_allotment_stands_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(due_at__isnull=True)
                | Q(closes_at__gte=F("due_at")),
                name="an_extension_is_due_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(closes_at__isnull=False) | Q(attempts__gt=0),
                name="an_extension_gives_something",
            ),
            models.CheckConstraint(
                condition=Q(state="granted", ended_at__isnull=True)
                | Q(state__in=["replaced", "revoked"], ended_at__isnull=False),
                name="an_extension_stands_or_ended_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.allotment_id}: {self.state} by {self.granted_by_id}"


class Accommodation(models.Model):
    """More time on every clock for one member of a cohort: ``granted -> replaced | revoked``.

    ``percent`` multiplies the time that exercises allow, ``extra_minutes`` come on top. Markers
    never see it; the reason is seen by who may grant it, and by the person.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="accommodations")
    percent = models.PositiveSmallIntegerField(default=100)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    state = models.CharField(max_length=10, default="granted")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    granted_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "member",
                condition=Q(state="granted"),
                name="one_accommodation_of_a_member_stands_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=100, percent__lte=400)
                & (Q(percent__gt=100) | Q(extra_minutes__gt=0)),
                name="an_accommodation_gives_time",
            ),
            models.CheckConstraint(
                condition=Q(state="granted", ended_at__isnull=True)
                | Q(state__in=["replaced", "revoked"], ended_at__isnull=False),
                name="an_accommodation_stands_or_ended_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.percent} % and {self.extra_minutes} minutes"

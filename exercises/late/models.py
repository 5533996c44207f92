"""What a lost line held back when the time was over, sent afterwards, and what became of it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.cohorts.models import INSTRUCTORS, Staff


class LateAnswerQuerySet(models.QuerySet["LateAnswer"]):
    """Late answers, narrowed to what a person may decide on."""

    def decided_by(self, user: User) -> Self:
        """Return those of cohorts that ``user`` teaches; never their own."""
        held = Staff.objects.filter(person=user, role__in=INSTRUCTORS)
        around = "response__attempt__allotment__member"
        taught = self.filter(**{f"{around}__cohort__in": held.values("cohort")})
        return taught.exclude(**{f"{around}__person": user})


class LateAnswer(models.Model):
    """An answer that came after the clock had handed in: ``sent -> taken | declined``.

    It changes nothing of what was handed in. Taken, it becomes an attempt of its own beside that
    one. ``typed_at`` is what the person's device says, and proves nothing.
    """

    response = models.OneToOneField("exercises.Response", models.PROTECT, related_name="late")
    data = models.JSONField()
    schema = models.PositiveSmallIntegerField()
    sentence = models.TextField(blank=True)
    typed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="sent")
    sent_at = models.DateTimeField(default=clock.now)
    decided_by_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    became = models.ForeignKey("exercises.Attempt", models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)

    objects = LateAnswerQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="sent", decided_at__isnull=True, became__isnull=True)
                | Q(state="declined", decided_at__isnull=False, became__isnull=True)
                | Q(state="taken", decided_at__isnull=False, became__isnull=False),
                name="a_late_answer_waits_or_was_decided_on",
            ),
        ]
        indexes: ClassVar = [
            models.Index("sent_at", name="late_answers_to_decide", condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.state}"

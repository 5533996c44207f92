"""Questions of students to their instructors, and what was made known to a class because of one."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from exercises.cohorts.models import INSTRUCTORS, Staff


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions, narrowed to what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Return the questions that ``user`` asked as an active member."""
        return self.filter(allotment__member__person=user, allotment__member__state="active")

    def answered_by(self, user: User) -> Self:
        """Return the questions of cohorts that ``user`` teaches; never their own."""
        held = Staff.objects.filter(person=user, role__in=INSTRUCTORS)
        taught = self.filter(allotment__member__cohort__in=held.values("cohort"))
        return taught.exclude(allotment__member__person=user)


class Question(models.Model):
    """A student's question, bound to the place it is about: ``open <-> answered -> closed``.

    ``open`` waits for an instructor, ``answered`` for the student or for nobody. Instructors see
    the cover name alone. ``paragraph`` is the number of a paragraph, 0 for none.
    """

    ref = RefField()
    allotment = models.ForeignKey("exercises.Allotment", models.PROTECT, related_name="questions")
    task = models.ForeignKey("exercises.Task", models.PROTECT, null=True, related_name="+")
    attempt_number = models.PositiveSmallIntegerField(default=0)
    paragraph = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, default="open")
    asked_at = models.DateTimeField(default=clock.now)
    turned_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "answered"], closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False),
                name="a_question_is_open_answered_or_closed_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index("turned_at", name="questions_to_answer", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.ref


class QuestionPost(models.Model):
    """One post of a question's thread, by the student or by an instructor."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="posts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_staff = models.BooleanField(default=False)
    text = models.TextField()
    at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.question_id}: {'staff' if self.by_staff else 'student'}"


class ClassNote(models.Model):
    """A question and its answer in an instructor's words, shown to a whole class; names nobody.

    ``question`` is known to staff alone.
    """

    ref = RefField()
    assignment = models.ForeignKey("exercises.Assignment", models.PROTECT, related_name="notes")
    task = models.ForeignKey("exercises.Task", models.PROTECT, null=True, related_name="+")
    question = models.OneToOneField(Question, models.PROTECT, null=True, related_name="class_note")
    asked = models.TextField()
    answer = models.TextField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exercises"
        ordering: ClassVar = ["-published_at"]

    def __str__(self) -> str:
        return self.asked[:60]

"""One person's work on an exercise: attempts, answers and their history, scores, receipts."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from exercises.kinds.score import Score as Scored


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Attempts, narrowed to what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Return the attempts of ``user`` in cohorts they are an active member of."""
        return self.filter(allotment__member__person=user, allotment__member__state="active")


class Attempt(models.Model):
    """One try at an allotted exercise: ``open -> handed_in``, and nothing after that."""

    ref = RefField()
    allotment = models.ForeignKey("exercises.Allotment", models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, default="open")
    started_at = models.DateTimeField(default=clock.now)
    handed_in_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "allotment", "number", name="attempts_of_an_allotment_are_numbered"
            ),
            models.UniqueConstraint(
                "allotment", condition=Q(state="open"), name="one_attempt_is_open_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="open", handed_in_at__isnull=True)
                | Q(state="handed_in", handed_in_at__isnull=False),
                name="an_attempt_is_open_or_handed_in_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class ResponseQuerySet(models.QuerySet["Response"]):
    """Stored answers."""

    def with_tasks(self) -> Self:
        """Join each task, without its key, in the order of the exercise."""
        return self.select_related("task").defer("task__key").order_by("task__position")


class Response(models.Model):
    """The stored answer to one task: ``draft -> to_mark | to_settle | scored`` when handed in.

    ``to_settle`` waits for outcomes that nobody knows yet, not for a marker.

    ``data`` is the typed answer as JSON under ``schema``; ``typed`` holds what was typed into fields
    that could not be read, by part of the sheet and form name, so that it comes back. ``revision``
    counts saves: a save says which revision it started from, and of two that started from the same
    one only the first is taken. ``window`` and ``turn`` name the browser window that saved last and
    its count of saves, so that a window whose answer got lost on the line does not meet itself as
    somebody else. A handed-in response never changes again, except that it can be erased.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="responses")
    task = models.ForeignKey("exercises.Task", models.PROTECT, related_name="+")
    data = models.JSONField()
    typed = models.JSONField(default=dict)
    schema = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField(default=0)
    window = models.CharField(max_length=32, blank=True)
    turn = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default="draft")
    saved_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "attempt", "task", name="a_task_is_answered_once_in_an_attempt"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "to_mark", "to_settle", "scored"]),
                name="a_response_is_a_draft_to_mark_to_settle_or_scored",
            ),
        ]
        indexes: ClassVar = [
            models.Index("id", name="responses_to_mark", condition=Q(state="to_mark")),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.task_id} revision {self.revision}"


class Revision(models.Model):
    """An earlier state of an answer: one for each minute of change, and what was handed in."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    schema = models.PositiveSmallIntegerField()
    saved_at = models.DateTimeField()
    why = models.CharField(max_length=10)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "response", "number", name="a_revision_of_an_answer_is_kept_once"
            ),
            models.CheckConstraint(
                condition=Q(why__in=["change", "hand-in", "inject"]),
                name="a_revision_is_kept_for_a_known_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_id} revision {self.number}"


class Score(models.Model):
    """What the kind's scorer said at hand-in; stored with its remarks and never recomputed."""

    response = models.OneToOneField(Response, models.PROTECT, related_name="score")
    points_c = models.IntegerField()
    out_of_c = models.PositiveIntegerField()
    remarks = models.JSONField()
    scorer = models.PositiveSmallIntegerField(help_text="number of the scoring rules used")
    scored_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "exercises"

    def __str__(self) -> str:
        return f"{self.points_c}/{self.out_of_c}"

    @property
    def scored(self) -> Scored:
        """The score with its remarks, as kinds show it."""
        facts = {"points_c": self.points_c, "out_of_c": self.out_of_c, "remarks": self.remarks}
        return Scored.from_json(facts)


class Receipt(models.Model):
    """The proof of a hand-in: when, and the fingerprint of everything that was handed in."""

    ref = RefField()
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="receipt")
    sha256 = models.CharField(max_length=64)
    handed_in_at = models.DateTimeField()

    class Meta:
        app_label = "exercises"

    def __str__(self) -> str:
        return self.ref

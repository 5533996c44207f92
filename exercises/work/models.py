"""One person's work on an exercise: attempts, answers and their history, scores, receipts."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, FilteredRelation, Q

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from exercises.cohorts.clocks import ends_at
from exercises.kinds.score import Score as Scored


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Attempts, narrowed to what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Return the attempts of ``user`` in cohorts they are an active member of."""
        return self.filter(allotment__member__person=user, allotment__member__state="active")

    def dated(self) -> Self:
        """Join the allotment with its rules and extension; ``with_dates`` puts them in place."""
        granted = Q(allotment__extensions__state="granted")
        return self.select_related("allotment__rules").annotate(
            standing=FilteredRelation("allotment__extensions", condition=granted),
            extended_due_at=F("standing__due_at"),
            extended_closes_at=F("standing__closes_at"),
            extended_attempts=F("standing__attempts"),
        )


class Attempt(models.Model):
    """One try at an allotted exercise: ``open -> handed_in``, and nothing after that.

    ``minutes`` is how long this person may take and ``time_up_at`` when that is over; 0 and empty
    without a clock. ``by_clock``: the clock handed it in. ``late_days`` counts the days begun after
    the due date; an extension granted later can take them back.
    """

    ref = RefField()
    allotment = models.ForeignKey("exercises.Allotment", models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, default="open")
    started_at = models.DateTimeField(default=clock.now)
    handed_in_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    late_days = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=0)
    time_up_at = models.DateTimeField(null=True)
    by_clock = models.BooleanField(default=False)

    extended_due_at: datetime | None
    extended_closes_at: datetime | None
    extended_attempts: int | None
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
            models.CheckConstraint(
                condition=Q(late=True, late_days__gte=1) | Q(late=False, late_days=0),
                name="a_late_attempt_is_late_by_days",
            ),
            models.CheckConstraint(
                condition=Q(minutes=0, time_up_at__isnull=True, by_clock=False)
                | Q(minutes__gte=1, time_up_at__isnull=False),
                name="an_attempt_with_a_clock_has_its_end",
            ),
        ]
        indexes: ClassVar = [
            models.Index("time_up_at", name="attempts_by_clock", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ends_at(self) -> datetime | None:
        """When the clock hands it in; None without a clock."""
        return ends_at(self.time_up_at, self.allotment.window.closes_at)

    def with_dates(self) -> Self:
        """Hand the extension of a row from ``dated()`` on to its allotment; return the row."""
        self.allotment.carry_extension(
            self.extended_due_at, self.extended_closes_at, self.extended_attempts
        )
        return self

    @property
    def timed(self) -> bool:
        """Whether a clock runs."""
        return self.time_up_at is not None


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


class StandingScores(models.Manager["Score"]):
    """Scores that hold; the ones they replaced are read through ``Score.history``."""

    def get_queryset(self) -> models.QuerySet[Score]:
        """Return the scores that nothing has replaced."""
        return super().get_queryset().filter(replaced_at=None)


class Score(models.Model):
    """What the kind's scorer said, with its remarks; stored at hand-in and never recomputed.

    Re-scoring adds a row with the next ``number`` and dates the one that held before. ``scorer`` is
    the number of the scoring rules used, ``key`` the number of the corrected key, 0 for the
    version's own.
    """

    response = models.ForeignKey(Response, models.PROTECT, related_name="scores")
    number = models.PositiveSmallIntegerField(default=1)
    points_c = models.IntegerField()
    out_of_c = models.PositiveIntegerField()
    remarks = models.JSONField()
    scorer = models.PositiveSmallIntegerField(help_text="number of the scoring rules used")
    key = models.PositiveSmallIntegerField(default=0, help_text="number of the corrected key")
    scored_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True)

    objects = StandingScores()
    history = models.Manager["Score"]()

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint("response", "number", name="scores_of_a_response_are_numbered"),
            models.UniqueConstraint(
                "response",
                condition=Q(replaced_at=None),
                name="one_score_of_a_response_holds_at_a_time",
            ),
        ]

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

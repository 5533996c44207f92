"""Forecast questions: what was asked of whom, every forecast with its time, how it came out."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.kit.wallfield import WallTimeField
from courseplatform.people.models import User
from exercises.calibration.settlement import Event, EventKind, Phase, Settlement, fold, phase_of
from exercises.cohorts.models import INSTRUCTORS, Staff
from exercises.kinds.forecast.types import Outcome
from exercises.kinds.forecast.types import Question as Shape


class ForecastQuestionQuerySet(models.QuerySet["ForecastQuestion"]):
    """Questions, narrowed to what a person may see."""

    def visible_to(self, user: User) -> Self:
        """Return the questions that ``user`` owns, or teaches a class that was asked them."""
        teaches = Staff.objects.filter(person=user, role__in=INSTRUCTORS).values("cohort")
        asked = Asking.objects.filter(cohort__in=teaches).values("question")
        return self.filter(Q(owner=user) | Q(pk__in=asked))

    def asked_of(self, user: User) -> Self:
        """Return the open questions that were put to ``user`` as an active member of a class."""
        asked = Asking.objects.filter(
            cohort__members__person=user, cohort__members__state="active"
        ).values("question")
        return self.filter(state="open", pk__in=asked)

    def with_decision(self) -> Self:
        """Add the kind of the newest decision, so that lists can be filtered by it."""
        newest = ForecastQuestionEvent.objects.filter(question=OuterRef("pk")).order_by("-number")
        return self.annotate(decision=Subquery(newest.values("kind")[:1]))

    def undecided(self) -> Self:
        """Return open questions about which nothing stands."""
        nothing = Q(decision=None) | Q(decision=EventKind.REOPENED)
        return self.with_decision().filter(nothing, state="open")


class ForecastQuestion(models.Model):
    """A question that a named source will settle: ``draft -> open``.

    What it says is fixed when it opens: source, deadline and void rule are known to everybody who
    forecasts. The same question may be put to several classes; it has one outcome. ``experts``
    holds one list of per cents for each expert, in the order of the outcomes (yes alone for a
    yes-or-no question). ``settled_through`` is the number of the last decision that letters and
    points have followed.
    """

    ref = RefField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField(max_length=400)
    settled_by = models.CharField(max_length=600)
    void_rule = models.CharField(max_length=300)
    outcomes = models.JSONField(default=list)
    ordered = models.BooleanField(default=False)
    mark = models.CharField(max_length=160, blank=True)
    experts = models.JSONField(default=list)
    zone = models.CharField(max_length=64)
    closes_local = WallTimeField()
    closes_at = models.DateTimeField()
    resolves_local = WallTimeField()
    resolves_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="draft")
    created_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True)
    settled_through = models.PositiveSmallIntegerField(default=0)

    decision: str | None
    objects = ForecastQuestionQuerySet.as_manager()

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="draft", opened_at__isnull=True)
                | Q(state="open", opened_at__isnull=False),
                name="a_question_is_a_draft_or_open_since_a_time",
            ),
            models.CheckConstraint(
                condition=Q(resolves_at__gte=F("closes_at")),
                name="a_question_closes_before_it_resolves",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "resolves_at", name="open_questions_by_resolution", condition=Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def shape(self) -> Shape:
        """The question as the kind ``forecast`` and its scores know it."""
        return Shape(
            id="Q",
            text=self.text,
            settled_by=self.settled_by,
            deadline="–",
            void=self.void_rule,
            outcomes=tuple(Outcome(each["id"], each["text"]) for each in self.outcomes),
            ordered=self.ordered,
        )

    @cached_property
    def settlement(self) -> Settlement:
        """What was decided; one query unless the events were prefetched."""
        rows = sorted(self.events.all(), key=lambda event: event.number)
        return fold(row.plain for row in rows)

    def phase(self, now: datetime) -> Phase:
        """Return where the question stands at ``now``."""
        return phase_of(
            self.settlement,
            opened=self.state == "open",
            closes_at=self.closes_at,
            resolves_at=self.resolves_at,
            now=now,
        )


class ForecastQuestionEvent(models.Model):
    """One decision about a question; append-only, held so by a trigger.

    A correction is a further event. ``source`` says where the outcome can be read, ``quote`` keeps
    the words in case the source goes away, ``reason`` says why it is void or was decided anew.
    """

    question = models.ForeignKey(ForecastQuestion, models.PROTECT, related_name="events")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    outcome = models.CharField(max_length=12, blank=True)
    known_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=600, blank=True)
    quote = models.TextField(blank=True)
    reason = models.CharField(max_length=600, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "question", "number", name="decisions_about_a_question_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in EventKind]),
                name="a_decision_resolves_voids_or_reopens",
            ),
            models.CheckConstraint(
                condition=Q(kind="resolved") & ~Q(outcome="") & ~Q(source="")
                | ~Q(kind="resolved") & Q(outcome="") & ~Q(reason=""),
                name="a_resolution_has_outcome_and_source_all_else_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}".strip()

    @property
    def plain(self) -> Event:
        """The event as the rules fold it."""
        return Event(self.number, self.kind, self.outcome, self.known_at, self.at)


class Asking(models.Model):
    """That a question was put to a class; ``task`` and ``local_id`` where an exercise asks it."""

    question = models.ForeignKey(ForecastQuestion, models.PROTECT, related_name="askings")
    cohort = models.ForeignKey("exercises.Cohort", models.PROTECT, related_name="askings")
    task = models.ForeignKey("exercises.Task", models.PROTECT, null=True, related_name="+")
    local_id = models.CharField(max_length=12, blank=True)
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint("question", "cohort", name="a_question_is_put_to_a_class_once"),
            models.UniqueConstraint(
                "cohort",
                "task",
                "local_id",
                condition=Q(task__isnull=False),
                name="a_question_of_a_task_is_opened_once_for_a_class",
            ),
            models.CheckConstraint(
                condition=Q(task__isnull=True, local_id="")
                | (Q(task__isnull=False) & ~Q(local_id="")),
                name="a_task_asks_a_question_by_its_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} of {self.cohort_id}"


class Forecast(models.Model):
    """What one member held likely from one moment on; every version stays.

    ``chances`` are whole per cents by outcome, complete. The last one made before the question
    closed counts. ``response`` is the answer of an exercise that it came from.
    """

    question = models.ForeignKey(ForecastQuestion, models.PROTECT, related_name="forecasts")
    member = models.ForeignKey("exercises.Member", models.PROTECT, related_name="forecasts")
    number = models.PositiveSmallIntegerField()
    chances = models.JSONField()
    why = models.CharField(max_length=600, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    response = models.ForeignKey("exercises.Response", models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exercises"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "question", "member", "number", name="forecasts_of_a_member_are_numbered"
            ),
            models.UniqueConstraint(
                "question",
                "response",
                condition=Q(response__isnull=False),
                name="an_answer_gives_one_forecast_of_a_question",
            ),
        ]
        indexes: ClassVar = [
            models.Index("member", "question", name="forecasts_of_a_member"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} by {self.member_id}, {self.number}"

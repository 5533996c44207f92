"""Exercises set for a cohort, and given to each of its members with dates and rules of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q

from courseplatform.kit import clock
from courseplatform.kit.references import RefField
from courseplatform.people.models import User
from exercises.cohorts.dates import Window
from exercises.cohorts.models.people import Cohort, Member
from exercises.cohorts.models.rules import WorkingRules
from exercises.cohorts.rules import LateRule, Rules

_DATES_IN_ORDER = (
    Q(due_at__isnull=True) | Q(opens_at__isnull=True) | Q(due_at__gt=F("opens_at"))
) & (Q(closes_at__isnull=True) | Q(due_at__isnull=True) | Q(closes_at__gte=F("due_at")))


def _act_of_staff() -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class Assignment(models.Model):
    """An exercise set for a whole cohort: who joins later gets it too, in the same version.

    ``opens_at`` may be empty: then the exercise opens for each member when they join. ``rules`` are
    those of who has not begun; who has begun keeps the rules of their allotment. Scores and model
    answers shown by hand are acts: when, and by whom.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="assignments")
    exercise = models.ForeignKey("exercises.Exercise", models.PROTECT, related_name="+")
    version = models.ForeignKey("exercises.ExerciseVersion", models.PROTECT, related_name="+")
    rules = models.ForeignKey(WorkingRules, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    scores_released_at = models.DateTimeField(null=True)
    scores_released_by = _act_of_staff()
    answers_released_at = models.DateTimeField(null=True)
    answers_released_by = _act_of_staff()
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
            models.CheckConstraint(
                condition=Q(answers_released_at__isnull=True, answers_released_by__isnull=True)
                | Q(answers_released_at__isnull=False, answers_released_by__isnull=False),
                name="model_answers_are_shown_by_somebody_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id} for {self.cohort_id}"

    @property
    def window(self) -> Window:
        """The common dates; an exercise that opens on joining counts from when it was set."""
        dates = Window(self.opens_at or self.created_at, self.due_at, self.closes_at)
        return dates.without_late_work() if self.rules.late == LateRule.REFUSED else dates


class AllotmentQuerySet(models.QuerySet["Allotment"]):
    """Allotments, narrowed to what a person may see, with their rules and extensions."""

    def visible_to(self, user: User) -> Self:
        """Return the allotments of ``user`` as an active member."""
        return self.filter(member__person=user, member__state="active")

    def change(self, **fields: Any) -> int:
        """Set fields of what was given, and count that as a change; return how many rows."""
        return self.update(changes=F("changes") + 1, **fields)

    def dated(self) -> Self:
        """Add rules and extension in the same query, so that ``window`` asks nothing more."""
        return self.select_related("rules").annotate(
            standing=FilteredRelation("extensions", condition=Q(extensions__state="granted")),
            extended_due_at=F("standing__due_at"),
            extended_closes_at=F("standing__closes_at"),
            extended_attempts=F("standing__attempts"),
        )


class Allotment(models.Model):
    """One exercise version given to one member, with dates and rules; the version is frozen by it.

    ``seen_at`` is when its owner first opened it, ``begun_at`` when they first began; from then on
    ``rules`` stay as they are. ``changes`` counts what was changed about dates, rules and time: who
    holds the row and finds the count they have read knows that all they have read still holds.
    """

    ref = RefField()
    member = models.ForeignKey(Member, models.PROTECT, related_name="allotments")
    version = models.ForeignKey(
        "exercises.ExerciseVersion", models.PROTECT, related_name="allotments"
    )
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="allotments")
    rules = models.ForeignKey(WorkingRules, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    changes = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    extended_due_at: datetime | None
    extended_closes_at: datetime | None
    extended_attempts: int | None
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
        """The dates with the extension; asks nothing more when the row came from ``dated()``."""
        due_at, closes_at, _attempts = self._extension()
        return self.window_with(due_at, closes_at)

    def window_with(self, due_at: datetime | None, closes_at: datetime | None) -> Window:
        """Return the dates as they would be with an extension to these; None leaves a date."""
        dates = Window(self.opens_at, self.due_at, self.closes_at).extend(due_at, closes_at)
        return dates.without_late_work() if self.working_rules.late is LateRule.REFUSED else dates

    @property
    def working_rules(self) -> Rules:
        """The rules that hold for its owner."""
        return self.rules.rules

    @property
    def extra_attempts(self) -> int:
        """Attempts given on top of the rules'."""
        return self._extension()[2] or 0

    def carry_extension(
        self, due_at: datetime | None, closes_at: datetime | None, attempts: int | None
    ) -> None:
        """Take the standing extension from a query that has it already; all None for none."""
        self.extended_due_at, self.extended_closes_at = due_at, closes_at
        self.extended_attempts = attempts

    def _extension(self) -> tuple[datetime | None, datetime | None, int | None]:
        if "extended_due_at" not in self.__dict__:
            standing = self.extensions.filter(state="granted")
            row = standing.values_list("due_at", "closes_at", "attempts").first()
            self.carry_extension(*(row or (None, None, None)))
        return self.extended_due_at, self.extended_closes_at, self.extended_attempts

"""Working rules as rows: written once, never changed, shared by all who work under the same ones."""

from __future__ import annotations

from dataclasses import asdict
from typing import ClassVar

from django.db import models
from django.db.models import Q

from exercises.cohorts.rules import (
    MOST_ATTEMPTS,
    AttemptRule,
    LateRule,
    Rules,
    ScoresFrom,
)


class WorkingRules(models.Model):
    """One set of working rules; a trigger refuses every change, so that nobody's rules move.

    The columns mean what the attributes of ``cohorts.rules.Rules`` mean.
    """

    attempts = models.PositiveSmallIntegerField(default=1)
    counts = models.CharField(max_length=10, default=AttemptRule.BEST)
    gap_minutes = models.PositiveIntegerField(default=0)
    feedback_between = models.BooleanField(default=True)
    copy_offered = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(default=0)
    late = models.CharField(max_length=10, default=LateRule.FREE)
    late_percent = models.PositiveSmallIntegerField(default=0)
    late_most = models.PositiveSmallIntegerField(default=0)
    late_answers = models.BooleanField(default=False)
    scores = models.CharField(max_length=10, default=ScoresFrom.HAND_IN)
    remarks = models.BooleanField(default=True)

    class Meta:
        app_label = "exercises"
        verbose_name_plural = "working rules"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "attempts",
                "counts",
                "gap_minutes",
                "feedback_between",
                "copy_offered",
                "minutes",
                "late",
                "late_percent",
                "late_most",
                "late_answers",
                "scores",
                "remarks",
                name="a_set_of_working_rules_is_written_once",
            ),
            models.CheckConstraint(
                condition=Q(attempts__gte=1, attempts__lte=MOST_ATTEMPTS),
                name="working_rules_give_one_attempt_or_more",
            ),
            models.CheckConstraint(
                condition=Q(late="less", late_percent__gte=1, late_most__lte=100)
                | (~Q(late="less") & Q(late_percent=0, late_most=0)),
                name="late_work_costs_something_only_where_the_rule_says_so",
            ),
            models.CheckConstraint(
                condition=Q(counts__in=[each.value for each in AttemptRule])
                & Q(late__in=[each.value for each in LateRule])
                & Q(scores__in=[each.value for each in ScoresFrom]),
                name="working_rules_are_of_known_kinds",
            ),
        ]

    def __str__(self) -> str:
        return f"rules {self.pk}: {self.attempts} attempts, {self.minutes} minutes, {self.late}"

    @classmethod
    def of(cls, rules: Rules) -> WorkingRules:
        """Return the row that says ``rules``, written now if there is none."""
        row, _created = cls.objects.get_or_create(**asdict(rules.tidy()))
        return row

    @property
    def rules(self) -> Rules:
        """The typed rules."""
        return Rules(
            attempts=self.attempts,
            counts=AttemptRule(self.counts),
            gap_minutes=self.gap_minutes,
            feedback_between=self.feedback_between,
            copy_offered=self.copy_offered,
            minutes=self.minutes,
            late=LateRule(self.late),
            late_percent=self.late_percent,
            late_most=self.late_most,
            late_answers=self.late_answers,
            scores=ScoresFrom(self.scores),
            remarks=self.remarks,
        )

"""What of a class was scored by rules or keys that are not today's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from courseplatform.people.models import User
from exercises.authoring.keys import keys_in_force
from exercises.authoring.models import KeyCorrection, Task
from exercises.cohorts.models import INSTRUCTORS, Assignment, Staff
from exercises.kinds import registry
from exercises.rescoring.models import RescoringLine
from exercises.work.models import Score


@dataclass(frozen=True)
class TaskScores:
    """The scores of one task in a class.

    Attributes:
        task: the task, without its key.
        scored: how many answers have a score by rule.
        older_key: how many of them a corrected key in force has not reached.
        older_rules: how many by earlier scoring rules of the kind.
        key: the number of the corrected key in force; 0 for the version's own.
    """

    task: Task
    scored: int
    older_key: int
    older_rules: int
    key: int

    @property
    def is_stale(self) -> bool:
        """Whether any of them was scored by what does not hold any more."""
        return bool(self.older_key or self.older_rules)


def scores_of(assignment: Assignment) -> Sequence[TaskScores]:
    """Return each task of a class with how it was scored; four queries."""
    tasks = list(Task.objects.filter(version=assignment.version_id).order_by("position"))
    held = keys_in_force(task.pk for task in tasks)
    own = Score.objects.filter(response__attempt__allotment__assignment=assignment)
    by_rules = own.values_list("response__task", "scorer").annotate(Count("pk")).order_by()
    counted: dict[int, dict[int, int]] = {}
    for task, scorer, count in by_rules:
        counted.setdefault(task, {})[scorer] = count
    behind = dict(
        by_an_earlier_key(own).values_list("response__task").annotate(Count("pk")).order_by()
    )
    return [
        _task_scores(task, held[task.pk].number, counted.get(task.pk, {}), behind.get(task.pk, 0))
        for task in tasks
    ]


def _task_scores(task: Task, key: int, counted: dict[int, int], behind: int) -> TaskScores:
    rules = registry.find(task.kind).scorer
    return TaskScores(
        task=task,
        scored=sum(counted.values()),
        older_key=behind,
        older_rules=sum(count for used, count in counted.items() if used != rules),
        key=key,
    )


def by_an_earlier_key(scores: QuerySet[Score]) -> QuerySet[Score]:
    """Return those of ``scores`` that a corrected key in force has not reached.

    What a list with that key left alone, such as what a person decided, counts as reached.
    """
    own = KeyCorrection.objects.filter(task=OuterRef("response__task"), state="in_force")
    passed_over = RescoringLine.objects.filter(
        response=OuterRef("response"),
        state="skipped",
        rescoring__state="done",
        rescoring__decided_at__gte=OuterRef("in_force_since"),
    )
    return (
        scores.annotate(
            in_force=Subquery(own.values("number")[:1]),
            in_force_since=Subquery(own.values("in_force_at")[:1]),
        )
        .filter(in_force__isnull=False)
        .exclude(key=F("in_force"))
        .exclude(Exists(passed_over))
    )


def classes_behind(user: User) -> list[tuple[Assignment, int]]:
    """Return the classes ``user`` teaches that a corrected key has not reached; two queries."""
    held = Staff.objects.filter(person=user, role__in=INSTRUCTORS)
    taught = Score.objects.filter(
        response__attempt__allotment__member__cohort__in=held.values("cohort"),
        response__task__corrections__state="in_force",
    )
    rows = (
        by_an_earlier_key(taught)
        .values_list("response__attempt__allotment__assignment")
        .annotate(Count("pk", distinct=True))
        .order_by()
    )
    counts = dict(rows)
    classes = Assignment.objects.filter(pk__in=counts).select_related("cohort", "exercise")
    return [(each, counts[each.pk]) for each in classes.order_by("pk")]

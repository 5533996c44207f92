"""Writing grade events, and reading what they add up to for many people at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.grades.fold import AttemptRule, Event, Grade, GradeKind, fold
from exercises.grades.models import GradeEvent


@dataclass(frozen=True)
class Decision:
    """Points for one task: hundredths reached out of hundredths reachable."""

    task_id: int
    points_c: int
    out_of_c: int


def record(
    allotment_id: int,
    attempt_number: int,
    kind: GradeKind,
    decisions: Iterable[Decision],
    *,
    actor: User | None = None,
) -> list[GradeEvent]:
    """Append one event for each decision, in one statement.

    Raises:
        IntegrityError: a task of this attempt was scored or released before.
    """
    now = clock.now()
    return GradeEvent.objects.bulk_create(
        GradeEvent(
            allotment_id=allotment_id,
            attempt_number=attempt_number,
            kind=kind,
            task_id=decision.task_id,
            points_c=decision.points_c,
            out_of_c=decision.out_of_c,
            actor=actor,
            at=now,
        )
        for decision in decisions
    )


def grades_of(allotment_ids: Iterable[int], rule: str = AttemptRule.LAST) -> dict[int, Grade]:
    """Return the grade of each allotment that has any event; one query for all of them."""
    rows = (
        GradeEvent.objects.filter(allotment__in=list(allotment_ids))
        .order_by("id")
        .values_list(
            "allotment_id", "task_id", "attempt_number", "kind", "points_c", "out_of_c", "at"
        )
    )
    events: dict[int, list[Event]] = defaultdict(list)
    for allotment_id, task_id, attempt, kind, points_c, out_of_c, at in rows:
        events[allotment_id].append(Event(task_id, attempt, kind, points_c, out_of_c, at))
    return {allotment_id: fold(found, rule) for allotment_id, found in events.items()}

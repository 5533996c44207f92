"""Writing grade events, and reading what they add up to for many people at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.grades.fold import Event, Grade, GradeKind, fold
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
    less_percent: int | None = None,
) -> list[GradeEvent]:
    """Append one event for each decision, in one statement.

    Args:
        allotment_id, attempt_number: whose attempt.
        kind: what happened to the tasks.
        decisions: the points of each.
        actor: who did it; None for the platform itself.
        less_percent: with it one event more, about the lateness of the whole attempt.

    Raises:
        IntegrityError: a task of this attempt was scored or released before.
    """
    now = clock.now()
    about = {"allotment_id": allotment_id, "attempt_number": attempt_number, "actor": actor}
    events = [
        GradeEvent(
            **about,
            kind=kind,
            task_id=decision.task_id,
            points_c=decision.points_c,
            out_of_c=decision.out_of_c,
            at=now,
        )
        for decision in decisions
    ]
    if less_percent is not None:
        late = GradeEvent(kind=GradeKind.LATE, points_c=0, out_of_c=0, at=now, **about)
        late.less_percent = less_percent
        events.append(late)
    return GradeEvent.objects.bulk_create(events)


def less_of(allotment_id: int, attempt_number: int) -> int:
    """Return how many per cent are off an attempt now; one query."""
    events = GradeEvent.objects.filter(
        allotment=allotment_id, attempt_number=attempt_number, kind=GradeKind.LATE
    )
    return events.order_by("-id").values_list("less_percent", flat=True).first() or 0


def grades_of(allotment_ids: Iterable[int]) -> dict[int, Grade]:
    """Return the grade of each allotment that has any event, each by its own rule; one query."""
    rows = (
        GradeEvent.objects.filter(allotment__in=list(allotment_ids))
        .order_by("id")
        .values_list(
            "allotment_id",
            "allotment__rules__counts",
            "task_id",
            "attempt_number",
            "kind",
            "points_c",
            "out_of_c",
            "at",
            "less_percent",
        )
    )
    events: dict[tuple[int, str], list[Event]] = defaultdict(list)
    for allotment_id, rule, task, attempt, kind, points_c, out_of_c, at, less in rows:
        event = Event(task, attempt, kind, points_c, out_of_c, at, less)
        events[allotment_id, rule].append(event)
    return {allotment_id: fold(found, rule) for (allotment_id, rule), found in events.items()}

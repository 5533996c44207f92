"""What a class made of an exercise: counted when something changed, kept otherwise.

What people see is a snapshot. For the class and for the screen it is replaced only when enough answers
differ from the one before, so that two views never subtract to one person's answer; instructors see
what there is now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, Subquery

from courseplatform.kit import clock
from exercises.authoring.models import ExerciseVersion, KeyCorrection, Task
from exercises.authoring.tasks import key_of, open_task
from exercises.cohorts.models import Cohort
from exercises.debrief.models import ClassBoard
from exercises.debrief.tallies import tally
from exercises.kinds import registry
from exercises.kinds.boards import AnyBoard, Finding, Given, Json, TalliedBoard, find, until_enough
from exercises.tradecraft.disclosure import LIMITS, Audience, may_replace
from exercises.work.models import Attempt, Response, Revision


@dataclass(frozen=True)
class TaskBoard:
    """One task with what the class made of it.

    ``findings`` are JSON as ``kinds.boards.Finding.to_json`` makes it; empty for a kind without a
    board. ``n`` is how many answers there are now.
    """

    task: Task
    kind: Any
    findings: Sequence[Json]
    n: int
    has_board: bool

    @property
    def template(self) -> str:
        """The kind's template of one finding."""
        return f"kinds/{self.task.kind}/debrief.html"


def tasks_of(version: ExerciseVersion) -> list[Task]:
    """Return the tasks of an exercise in order, without briefs and keys; one query."""
    return list(Task.objects.filter(version=version).defer("brief", "key").order_by("position"))


def board_of(cohort: Cohort, version: ExerciseVersion, task: Task, audience: Audience) -> TaskBoard:
    """Return what the class made of one task.

    Two queries while nothing changed since the last time, for any number of people; three while too
    few of them changed for another view.
    """
    board = find(task.kind)
    n, seen = _fingerprint(cohort, task)
    findings: Sequence[Json] = ()
    if board is not None:
        kept = ClassBoard.objects.filter(cohort=cohort, task=task, audience=audience).first()
        seal = _seal(version, board, seen)
        if kept is not None and kept.seen == seal:
            findings = kept.findings
        else:
            kept = kept or ClassBoard(audience=audience)
            kept.cohort, kept.task = cohort, task  # known already: no query for them
            findings = _recount(kept, board, seal)
    return TaskBoard(task, registry.find(task.kind), findings, n, board is not None)


def _fingerprint(cohort: Cohort, task: Task) -> tuple[int, str]:
    """Return how many people handed a task in, and a text that changes with answers and key."""
    in_force = KeyCorrection.objects.filter(task=OuterRef("task"), state="in_force")
    handed_in = Response.objects.filter(
        task=task, attempt__state="handed_in", attempt__allotment__member__cohort=cohort
    )
    there = handed_in.annotate(correction=Subquery(in_force.values("number"))).aggregate(
        answers=Count("pk"),
        people=Count("attempt__allotment_id", distinct=True),
        erased=Count("erased_at"),
        last=Max("attempt__handed_in_at"),
        key=Max("correction"),
    )
    return there["people"], ":".join(str(each) for each in there.values())


def _seal(version: ExerciseVersion, board: AnyBoard, seen: str) -> str:
    text = f"{version.sha256}:{type(board).edition}:{seen}"
    return hashlib.sha256(text.encode()).hexdigest()


def _recount(kept: ClassBoard, board: AnyBoard, seal: str) -> Sequence[Json]:
    """Count anew and keep it; what people saw stays while too few of them changed."""
    audience = Audience(kept.audience)
    answers = _answers(kept.cohort, kept.task)
    now = {row.attempt.allotment_id: row.pk for row in answers}
    before = dict(kept.counted)
    if audience is not Audience.INSTRUCTOR and before != now and not may_replace(before, now):
        return list(kept.findings)
    counted = _count(kept.task, board, answers, audience)
    findings = [each.to_json() for each in until_enough(counted, len(answers), audience)]
    told = len(now) >= LIMITS[audience].shares  # else the last view that told anything stands
    ClassBoard.objects.update_or_create(
        cohort=kept.cohort,
        task=kept.task,
        audience=kept.audience,
        defaults={
            "findings": findings,
            "counted": list(now.items()) if told else kept.counted,
            "seen": seal,
            "counted_at": clock.now(),
        },
    )
    return findings


def _answers(cohort: Cohort, task: Task) -> list[Response]:
    """Return everybody's newest handed-in answer to a task, without what was erased and without data."""
    newest = (
        Attempt.objects.filter(
            state="handed_in",
            allotment__member__cohort=cohort,
            allotment__version=task.version_id,
        )
        .order_by("allotment_id", "-number")
        .distinct("allotment_id")
    )
    rows = Response.objects.filter(attempt__in=newest.values("pk"), task=task, erased_at=None)
    return list(rows.defer("data", "typed").select_related("attempt").order_by("pk"))


def _count(
    task: Task, board: AnyBoard, answers: Sequence[Response], audience: Audience
) -> Sequence[Finding]:
    opened = open_task(Task.objects.defer("key").get(pk=task.pk))
    kind, brief, key = opened.kind, opened.brief, key_of(task)
    ids = [row.pk for row in answers]
    if isinstance(board, TalliedBoard) and all(row.schema == kind.schema for row in answers):
        return board.findings_of(brief, key, tally(ids, board.tallied), len(ids), audience)
    return board.findings(brief, key, _given(kind, ids), audience)


def _given(kind: Any, ids: Sequence[int]) -> list[Given[Any]]:
    """Return typed answers, each with what the person had answered before something new came in."""
    rows = list(Response.objects.filter(pk__in=ids).order_by("pk").select_related("attempt"))
    earlier = {**_first_attempts(rows), **_before_injects(ids)}
    return [
        Given(
            kind.answer_from(row.data, row.schema),
            kind.answer_from(*earlier[row.pk]) if row.pk in earlier else None,
        )
        for row in rows
    ]


def _before_injects(ids: Sequence[int]) -> dict[int, tuple[Mapping[str, Any], int]]:
    """Return the answers as they stood before the first inject opened, by response."""
    rows = Revision.objects.filter(response__in=ids, why="inject").order_by("response", "number")
    found: dict[int, tuple[Mapping[str, Any], int]] = {}
    for row in rows:
        found.setdefault(row.response_id, (row.data, row.schema))
    return found


def _first_attempts(rows: Sequence[Response]) -> dict[int, tuple[Mapping[str, Any], int]]:
    """Return the answers of first attempts, by the response of the newest attempt."""
    later = {row.attempt.allotment_id: row for row in rows if row.attempt.number > 1}
    if not later:
        return {}
    first = Response.objects.filter(
        attempt__allotment__in=later,
        attempt__number=1,
        task__in={row.task_id for row in rows},
        erased_at=None,
    )
    return {
        later[row.attempt.allotment_id].pk: (row.data, row.schema)
        for row in first.select_related("attempt")
    }

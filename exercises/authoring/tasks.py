"""Tasks as pages and scoring use them: opened without the key, scored with it.

``open_task`` gives what a student's page may know. ``score_answer`` is the one way from an answer to
a Score; the key is read from the database, used and dropped in there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exercises.authoring.models import Task
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind
from exercises.kinds.score import Score


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task as its student may see it; nothing in it leads to the key.

    Attributes:
        pk, position, title, prompt, points_c: as stored; ``prompt`` is safe HTML.
        kind: how it is worked.
        brief: the typed brief of that kind.
    """

    pk: int
    position: int
    title: str
    prompt: str
    points_c: int
    kind: AnyKind
    brief: Any


def open_task(task: Task) -> OpenTask:
    """Return ``task`` for a student's page. Raises Refusal for a kind that is not installed."""
    kind = registry.find(task.kind)
    return OpenTask(
        pk=task.pk,
        position=task.position,
        title=task.title,
        prompt=task.prompt,
        points_c=task.points_c,
        kind=kind,
        brief=kind.brief_from(task.brief, task.schema),
    )


def key_of(task: Task) -> Any:
    """Return the typed key of ``task``: for scoring and for staff pages only."""
    data = Task.objects.filter(pk=task.pk).values_list("key", flat=True).get()
    return registry.find(task.kind).key_from(data, task.schema)


def model_answers(tasks: Sequence[Task]) -> dict[int, Any]:
    """Return the typed answer each task's key asks for, by task; all keys come in one query.

    For pages on which an act of staff shows them, and for staff.
    """
    keys = dict(Task.objects.filter(pk__in=[task.pk for task in tasks]).values_list("pk", "key"))
    found: dict[int, Any] = {}
    for task in tasks:
        opened = open_task(task)
        key = opened.kind.key_from(keys[task.pk], task.schema)
        found[task.pk] = opened.kind.model(opened.brief, key)
    return found


def score_answer(
    task: Task, answer: Mapping[str, Any], schema: int | None = None
) -> tuple[Score | None, int]:
    """Score a stored answer; return the Score (None: a person must look) and the scorer's number.

    Args:
        task: the task answered.
        answer: the answer as stored (JSON).
        schema: the schema number it was stored under; the present one if None.
    """
    opened = open_task(task)
    typed = opened.kind.answer_from(answer, schema)
    return opened.kind.score(opened.brief, key_of(task), typed), opened.kind.scorer


def score_answers(
    answers: Sequence[tuple[Task, Mapping[str, Any], int]],
) -> list[tuple[Score | None, int]]:
    """Score many stored answers as ``score_answer`` does; all keys come in one query.

    Args:
        answers: the task, the stored answer and its schema, for each.
    """
    wanted = {task.pk for task, _answer, _schema in answers}
    keys = dict(Task.objects.filter(pk__in=wanted).values_list("pk", "key"))
    scored: list[tuple[Score | None, int]] = []
    for task, answer, schema in answers:
        opened = open_task(task)
        key = opened.kind.key_from(keys[task.pk], task.schema)
        typed = opened.kind.answer_from(answer, schema)
        scored.append((opened.kind.score(opened.brief, key, typed), opened.kind.scorer))
    return scored

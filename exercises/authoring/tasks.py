"""Tasks as pages and scoring use them: opened without the key, scored with it.

``open_task`` gives what a student's page may know. ``score_answer`` is the one way from an answer to
a Score; the key is read from the database, used and dropped in there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from exercises.authoring.keys import KeyInForce, key_in_force, keys_in_force
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
    """Return the typed key of ``task`` that holds now: for scoring and for staff pages only."""
    return _typed_key(task, key_in_force(task.pk))


def keys_of(tasks: Sequence[Task]) -> dict[int, Any]:
    """Return the typed key of each task that holds now, by task: for staff pages only; one query."""
    keys = keys_in_force(task.pk for task in tasks)
    return {task.pk: _typed_key(task, keys[task.pk]) for task in tasks}


def model_answers(tasks: Sequence[Task]) -> dict[int, Any]:
    """Return the typed answer each task's key asks for, by task; all keys come in one query.

    For pages on which an act of staff shows them, and for staff.
    """
    keys = keys_of(tasks)
    found: dict[int, Any] = {}
    for task in tasks:
        opened = open_task(task)
        found[task.pk] = opened.kind.model(opened.brief, keys[task.pk])
    return found


class ScoredAnswer(NamedTuple):
    """What scoring answered.

    Attributes:
        score: None where a person must look.
        scorer: the number of the kind's scoring rules.
        key: the number of the corrected key used; 0 for the version's own.
    """

    score: Score | None
    scorer: int
    key: int


def score_answer(
    task: Task, answer: Mapping[str, Any], schema: int | None = None, key: KeyInForce | None = None
) -> ScoredAnswer:
    """Score a stored answer.

    Args:
        task: the task answered.
        answer: the answer as stored (JSON).
        schema: the schema number it was stored under; the present one if None.
        key: the key to use; the one in force if None.
    """
    return _scored(open_task(task), answer, schema, key or key_in_force(task.pk))


def score_answers(
    answers: Sequence[tuple[OpenTask, Mapping[str, Any], int]],
) -> list[ScoredAnswer]:
    """Score many stored answers as ``score_answer`` does; all keys come in one query.

    Args:
        answers: the task, the stored answer and its schema, for each.
    """
    keys = keys_in_force(task.pk for task, _answer, _schema in answers)
    return [_scored(task, answer, schema, keys[task.pk]) for task, answer, schema in answers]


def _scored(
    task: OpenTask, answer: Mapping[str, Any], schema: int | None, key: KeyInForce
) -> ScoredAnswer:
    typed = task.kind.answer_from(answer, schema)
    score = task.kind.score(task.brief, task.kind.key_from(key.data, key.schema), typed)
    return ScoredAnswer(score, task.kind.scorer, key.number)


def _typed_key(task: Task, key: KeyInForce) -> Any:
    return registry.find(task.kind).key_from(key.data, key.schema)

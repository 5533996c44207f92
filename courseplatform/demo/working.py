"""One student of the December class at work: begins, answers as well as they can, hands in."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from courseplatform.demo.answers import answer
from courseplatform.demo.cast import STUDENTS, WAITS
from courseplatform.people.models import User
from exercises.authoring.models import Task
from exercises.kinds import registry
from exercises.work.models import Attempt, Response

SKILLS = {character.name: character.skill for character in (*STUDENTS, *WAITS)}


def skill_of(person: User) -> float:
    """Return how well somebody works, from 0 to 1."""
    return SKILLS.get(person.name, 0.7)


def answer_all(attempt: Attempt, skill: float, dice: Random) -> None:
    """Store the answers as the drafts that a student would have saved on the way."""
    tasks = {task.pk: task for task in Task.objects.filter(version=attempt.allotment.version_id)}
    for row in Response.objects.filter(attempt=attempt).order_by("task__position"):
        task = tasks[row.task_id]
        kind = registry.find(task.kind)
        brief = kind.brief_from(task.brief, task.schema)
        key = kind.key_from(task.key, task.schema)
        given = answer(task.kind, brief, key, skill, dice)
        if given is not None:
            Response.objects.filter(pk=row.pk, state="draft").update(
                data=kind.to_json(given),
                schema=kind.schema,
                revision=1,
                saved_at=attempt.started_at + timedelta(minutes=20 * task.position),
            )

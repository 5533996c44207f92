"""What is wrong with an exercise version, said before anybody works on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from exercises.authoring.models import ExerciseVersion, Task
from exercises.authoring.tasks import key_of, open_task
from exercises.kinds.contract import AnyKind
from exercises.kinds.shape import ShapeError


def faults(version: ExerciseVersion) -> list[str]:
    """Return what keeps ``version`` from being given out, in sentences; empty when nothing does."""
    tasks = list(version.tasks.order_by("position"))
    if not tasks:
        return [_("It has no task yet.")]
    handles = {
        f"¶{number}" for number in version.edition.paragraphs.values_list("number", flat=True)
    }
    return [
        _("Task %(position)s: %(fault)s") % {"position": task.position, "fault": fault}
        for task in tasks
        for fault in task_faults(task, handles)
    ]


def task_faults(task: Task, handles: set[str]) -> Iterator[str]:
    """Yield what is wrong with one stored task, given the paragraph handles that exist."""
    try:
        opened = open_task(task)
        key = key_of(task)
    except (ShapeError, Refusal) as error:
        yield str(error)
        return
    yield from misfits(opened.kind, opened.brief, key, handles)
    worth = opened.kind.out_of_c(opened.brief)
    if worth != task.points_c:
        yield _("It is worth %(worth)s points, not %(points)s.") % {
            "worth": worth / 100,
            "points": task.points_c / 100,
        }


def misfits(kind: AnyKind, brief: Any, key: Any, handles: set[str]) -> Iterator[str]:
    """Yield what does not fit between a brief, its key and the dossier."""
    yield from kind.validate(brief, key)
    for handle in kind.cites(brief):
        if handle not in handles:
            yield _("The dossier has no paragraph %(handle)s.") % {"handle": handle}

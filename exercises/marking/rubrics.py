"""The rubric of a task, frozen by its hash when the first marker opens a piece of work."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from courseplatform.kit import clock
from exercises.authoring.models import Task
from exercises.authoring.tasks import key_of, open_task
from exercises.cases.digest import sha256_of
from exercises.kinds import shape
from exercises.kinds.rubrics import Criterion, Rubric, Rung
from exercises.marking.models import RubricVersion, Script


def rubric_of(script: Script) -> RubricVersion:
    """Return the rubric a script is marked on; the first call settles it for this script."""
    if script.rubric_id is None:
        version = _frozen(rubric_for(script.task))
        Script.objects.filter(pk=script.pk, rubric__isnull=True).update(rubric=version)
        script.refresh_from_db(fields=["rubric"])
    return RubricVersion.objects.get(scripts=script)


def rubric_for(task: Task) -> Rubric:
    """Return what the task's kind offers to mark it on, or one criterion for the whole of it."""
    opened = open_task(task)
    offered = opened.kind.rubric(opened.brief, key_of(task))
    return offered or _whole_answer()


def _frozen(rubric: Rubric) -> RubricVersion:
    data = shape.plain(rubric)
    version, _created = RubricVersion.objects.get_or_create(
        sha256=sha256_of(data), defaults={"data": data, "created_at": clock.now()}
    )
    return version


def _whole_answer() -> Rubric:
    rungs = (
        Rung(0, gettext_noop("not attempted"), gettext_noop("There is nothing to judge.")),
        Rung(1, gettext_noop("poor"), gettext_noop("Misses what was asked.")),
        Rung(2, gettext_noop("fair"), gettext_noop("Answers in part, with gaps that mislead.")),
        Rung(3, gettext_noop("good"), gettext_noop("Answers, with gaps that do not mislead.")),
        Rung(4, gettext_noop("excellent"), gettext_noop("Answers in full, with its reasons.")),
    )
    whole = Criterion(
        "answer",
        gettext_noop("The answer as a whole"),
        gettext_noop("Does it answer what was asked, with reasons?"),
        rungs,
    )
    return Rubric((whole,))

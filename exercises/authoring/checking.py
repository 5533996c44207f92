"""What is wrong with an exercise version, said before anybody works on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseplatform.kit.refusals import Refusal
from exercises.authoring.citing import texts_in
from exercises.authoring.models import ExerciseVersion, Task
from exercises.authoring.tasks import open_task
from exercises.cases.numbering import GONE
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind
from exercises.kinds.faults import faults_of
from exercises.kinds.shape import ShapeError


def faults(version: ExerciseVersion) -> list[str]:
    """Return what keeps ``version`` from being given out, in sentences; empty when nothing does."""
    tasks = list(Task.objects.with_keys().filter(version=version).order_by("position"))
    if not tasks:
        return [_("It has no task yet.")]
    handles = handles_of(version)
    found = list(_gaps_in_the_dossier(version, handles))
    if GONE in version.intro_md:
        found.append(_("The introduction cites a paragraph that is gone (¶?)."))
    for task in tasks:
        found += [
            _("Task %(position)s: %(fault)s") % {"position": task.position, "fault": fault}
            for fault in task_faults(task, handles)
        ]
    return found


def handles_of(version: ExerciseVersion) -> set[str]:
    """Return the handles of the paragraphs that tasks of a version may cite; one query."""
    return {f"¶{number}" for number in version.edition.paragraphs.values_list("number", flat=True)}


def _gaps_in_the_dossier(version: ExerciseVersion, handles: set[str]) -> Iterator[str]:
    """What a draft of the case still lacks; an edition in use lacks nothing."""
    if version.edition.frozen_at:
        return
    if not handles:
        yield _("The dossier has no paragraph yet.")
    for code in version.edition.sources.filter(paragraphs=None).values_list("code", flat=True):
        yield _("Source %(code)s has no text yet.") % {"code": code}


def task_faults(task: Task, handles: set[str]) -> Iterator[str]:
    """Yield what is wrong with one stored task, given the paragraph handles that exist.

    ``task`` comes with its key (``Task.objects.with_keys``).
    """
    try:
        opened = open_task(task)
        key = opened.kind.key_from(task.key, task.schema)
    except ShapeError:
        yield from shape_faults(task)
        return
    except Refusal as error:  # a kind that is not installed
        yield error.sentence
        return
    if any(GONE in text for text in (task.prompt_md, *texts_in(task.brief), *texts_in(task.key))):
        yield _("It cites a paragraph that is gone (¶?).")
    yield from misfits(opened.kind, opened.brief, key, handles)
    worth = opened.kind.out_of_c(opened.brief)
    if worth != task.points_c:
        yield _("It is worth %(worth)s points, not %(points)s.") % {
            "worth": worth / 100,
            "points": task.points_c / 100,
        }


def shape_faults(task: Task) -> Iterator[str]:
    """Say how much of a task is not filled in or not sound; its own pages say what and where."""
    kind = registry.find(task.kind)
    parts = (
        (kind.brief_type, task.brief, _("what students see")),
        (kind.key_type, task.key, _("the key")),
    )
    for cls, data, what in parts:
        if count := len(faults_of(cls, data)):
            yield ngettext(
                "%(n)s thing is missing or wrong in %(what)s.",
                "%(n)s things are missing or wrong in %(what)s.",
                count,
            ) % {"n": count, "what": what}


def misfits(kind: AnyKind, brief: Any, key: Any, handles: set[str]) -> Iterator[str]:
    """Yield what does not fit between a brief, its key and the dossier."""
    yield from kind.validate(brief, key)
    for handle in kind.cites(brief):
        if handle not in handles:
            yield _("The dossier has no paragraph %(handle)s.") % {"handle": handle}

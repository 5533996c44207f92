"""The tasks of a draft: adding, writing, ordering, copying and removing them.

What an author typed is kept, sound or not: brief and key are stored as they stand, and a version
whose tasks are not sound cannot be declared ready. A sound brief is stored in the kind's own form, so
that the same content always has the same hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from courseplatform.kit import richtext
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring.drafting import in_work
from exercises.authoring.editor.acts import blank
from exercises.authoring.editor.schema import group_of
from exercises.authoring.models import ExerciseVersion, Task
from exercises.cases.stale import Stale
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind
from exercises.kinds.shape import ShapeError

MOST_TASKS = 40
BRIEF, KEY = "brief", "key"
_COPIED = ("kind", "schema", "title", "prompt_md", "prompt_html", "points_c", "brief", "key")


@dataclass(frozen=True)
class Words:
    """What a task says besides its brief; ``prompt`` is Markdown."""

    title: str
    prompt: str = ""


def add_task(version: ExerciseVersion, kind_slug: str, title: str, *, by: User) -> Task:
    """Add a task of a kind at the end, with a brief and a key to be written.

    Raises:
        Refusal: there is no such kind, there are too many tasks, or the version is in use.
    """
    kind = registry.find(kind_slug)
    with in_work(version, by=by) as locked:
        _require_room(locked)
        locked.undo = None
        return Task.objects.create(
            version=locked,
            position=_last(locked) + 1,
            kind=kind.slug,
            schema=kind.schema,
            title=title,
            points_c=0,
            brief=blank(group_of(kind.brief_type)),
            key=blank(group_of(kind.key_type)),
        )


def save_brief(
    task: Task, revision: int, words: Words, brief: Mapping[str, Any], *, by: User,
    undo: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Store what students see of a task, as typed.

    Args:
        task: the task as it was.
        revision: the one the author started from.
        words: title and text.
        brief: the brief as JSON, sound or not.
        by: who writes.
        undo: the brief before an entry was removed, to be brought back.

    Raises:
        Stale: somebody saved in the meantime.
        Refusal: the version is in use, or the text is too heavy.
    """
    html = richtext.render(words.prompt).html
    with in_work(task.version, by=by):
        locked = _locked(task, BRIEF, revision)
        kind = registry.find(locked.kind)
        locked.title, locked.prompt_md, locked.prompt_html = words.title, words.prompt, html
        locked.brief, typed = _settled(kind, BRIEF, brief)
        locked.points_c = kind.out_of_c(typed) if typed is not None else 0
        locked.key = _settled(kind, KEY, kind.present(KEY, locked.key, locked.schema))[0]
        locked.schema = kind.schema
        locked.brief_revision += 1
        locked.undo = {"part": BRIEF, "data": dict(undo)} if undo is not None else None
        locked.save()


def save_key(
    task: Task, revision: int, key: Mapping[str, Any], *, by: User,
    undo: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Store the key of a task, as typed; arguments and refusals as for ``save_brief``."""
    with in_work(task.version, by=by):
        locked = _locked(task, KEY, revision)
        kind = registry.find(locked.kind)
        locked.key = _settled(kind, KEY, key)[0]
        locked.brief = _settled(kind, BRIEF, kind.present(BRIEF, locked.brief, locked.schema))[0]
        locked.schema = kind.schema
        locked.key_revision += 1
        locked.undo = {"part": KEY, "data": dict(undo)} if undo is not None else None
        locked.save()


def restore_entry(task: Task, part: str, *, by: User) -> bool:
    """Bring back the entry of a brief or key removed last; tell whether there was one."""
    with in_work(task.version, by=by):
        locked = Task.objects.with_keys().select_for_update(no_key=True).get(pk=task.pk)
        if not locked.undo or locked.undo["part"] != part:
            return False
        kind = registry.find(locked.kind)
        data, typed = _settled(kind, part, locked.undo["data"])
        setattr(locked, part, data)
        if part == BRIEF:
            locked.points_c = kind.out_of_c(typed) if typed is not None else 0
        revision = f"{part}_revision"
        setattr(locked, revision, getattr(locked, revision) + 1)
        locked.undo = None
        locked.save()
    return True


def move_task(task: Task, by_places: int, *, by: User) -> None:
    """Move a task up (-1) or down (1); at that end already, nothing happens."""
    with in_work(task.version, by=by) as locked:
        tasks = list(Task.objects.filter(version=locked).order_by("position"))
        place = next((n for n, each in enumerate(tasks) if each.pk == task.pk), None)
        if place is None or not 0 <= place + by_places < len(tasks):
            return
        tasks.insert(place + by_places, tasks.pop(place))
        _reposition(tasks)


def copy_task(task: Task, *, by: User) -> Task:
    """Duplicate a task with its key; the copy stands right behind it.

    Raises:
        Refusal: there are too many tasks, or the version is in use.
    """
    with in_work(task.version, by=by) as locked:
        _require_room(locked)
        locked.undo = None
        old = Task.objects.with_keys().get(pk=task.pk, version=locked)
        facts = {name: getattr(old, name) for name in _COPIED}
        facts["title"] = _("%(title)s (copy)") % {"title": old.title[:150]}
        made = Task.objects.create(version=locked, position=_last(locked) + 1, **facts)
        tasks = [each for each in locked.tasks.order_by("position") if each.pk != made.pk]
        tasks.insert(old.position, made)
        _reposition(tasks)
        made.refresh_from_db(fields=["position"])
    return made


def remove_task(task: Task, *, by: User) -> None:
    """Remove a task; ``restore_task`` brings it back until the next change of the order."""
    with in_work(task.version, by=by) as locked:
        old = Task.objects.with_keys().filter(pk=task.pk, version=locked).first()
        if old is None:
            return
        facts = {name: getattr(old, name) for name in (*_COPIED, "position")}
        locked.undo = {"task": facts}
        old.delete()
        _reposition(list(locked.tasks.order_by("position")))


def restore_task(version: ExerciseVersion, *, by: User) -> Task | None:
    """Bring back the task removed last, at its old place; None where there is none."""
    with in_work(version, by=by) as locked:
        if not locked.undo:
            return None
        facts = dict(locked.undo["task"])
        place = facts.pop("position") - 1
        tasks = list(locked.tasks.order_by("position"))
        task = Task.objects.create(version=locked, position=_last(locked) + 1, **facts)
        tasks.insert(min(place, len(tasks)), task)
        _reposition(tasks)
        locked.undo = None
        task.refresh_from_db(fields=["position"])
    return task


def _locked(task: Task, part: str, revision: int) -> Task:
    found = Task.objects.with_keys().select_for_update(no_key=True).filter(pk=task.pk).first()
    if found is None or getattr(found, f"{part}_revision") != revision:
        raise Stale
    return found


def _settled(kind: AnyKind, part: str, data: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
    """The data in the kind's own form with the typed value; as they are, and None, where unsound."""
    try:
        typed = kind.brief_from(data) if part == BRIEF else kind.key_from(data)
    except ShapeError:
        return dict(data), None
    return kind.to_json(typed), typed


def _require_room(version: ExerciseVersion) -> None:
    if version.tasks.count() >= MOST_TASKS:
        raise Refusal(
            _("An exercise has at most %(most)s tasks.") % {"most": MOST_TASKS},
            code="too-many-tasks",
        )


def _last(version: ExerciseVersion) -> int:
    found: int = version.tasks.aggregate(last=Max("position"))["last"] or 0
    return found


def _reposition(tasks: list[Task]) -> None:
    """Number the places anew; by way of places nobody has, since no two may share one."""
    if all(task.position == place for place, task in enumerate(tasks, start=1)):
        return
    beyond = max(task.position for task in tasks) + len(tasks)
    for offset in (beyond, 0):
        for place, task in enumerate(tasks, start=1):
            Task.objects.filter(pk=task.pk).update(position=offset + place)

"""Loading exercises from a case's folder: ``exercises/<slug>/`` holds tasks and, apart, their keys.

``exercise.toml`` says what the exercise is. Each task is a file, in the order of their names, with
its key in a file of its own beside it (``1-grade.toml`` and ``1-grade.key.toml``), so that tasks can
be handed on without their keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courseplatform.kit import clock, richtext
from exercises.authoring.checking import misfits
from exercises.authoring.freezing import digest_of
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases import library
from exercises.cases.files import FileFault, read_shape, read_toml, shaped
from exercises.cases.models import CaseEdition
from exercises.kinds import registry
from exercises.kinds.shape import ShapeError, Text, Whole

_KEY_ENDING = ".key.toml"


@dataclass(frozen=True)
class ExerciseEntry:
    """What ``exercise.toml`` holds."""

    title: Annotated[str, Text(160)]
    summary: Annotated[str, Text(400, 0)] = ""
    introduction: Annotated[str, Text(8000, 0)] = ""
    minutes: Annotated[int, Whole(1, 6000)] = 60


@dataclass(frozen=True)
class TaskEntry:
    """What a task's file holds besides its ``brief``."""

    kind: Annotated[str, Text(40)]
    title: Annotated[str, Text(160)]
    prompt: Annotated[str, Text(8000, 0)] = ""


def load(slug: str) -> list[ExerciseVersion]:
    """Load a shipped case with all its exercises; loading it again changes nothing."""
    return load_folder(library.folder_of(slug))


def load_all() -> list[ExerciseVersion]:
    """Load every case that is shipped."""
    return [version for slug in library.folders() for version in load(slug)]


def load_folder(folder: Path) -> list[ExerciseVersion]:
    """Load a case from a folder with all its exercises, all or nothing.

    Raises:
        FileFault: a file is missing or does not fit; the sentence names file, place and fault.
    """
    with transaction.atomic():
        edition = library.load_folder(folder)
        paths = sorted((folder / "exercises").glob("*/exercise.toml"))
        return [load_exercise(edition, path.parent) for path in paths]


def load_exercise(edition: CaseEdition, folder: Path) -> ExerciseVersion:
    """Load one exercise on ``edition``; the folder's name is its slug.

    Returns the version that says the same if there is one; otherwise fills the newest version that
    was never given out, or makes a new one.

    Raises:
        FileFault: a file is missing or does not fit, or a task does not fit its key.
    """
    entry = read_shape(ExerciseEntry, folder / "exercise.toml")
    paths = [path for path in sorted(folder.glob("*.toml")) if _is_task(path)]
    if not paths:
        raise FileFault(folder / "exercise.toml", _("There is no task beside this file."))
    handles = set(edition.passages())
    tasks = [_task(path, place, handles) for place, path in enumerate(paths, start=1)]
    version = ExerciseVersion(
        edition=edition,
        title=entry.title,
        intro_html=richtext.render(entry.introduction).html,
        minutes=entry.minutes,
    )
    version.sha256 = digest_of(version, tasks)
    return _store(folder.name, entry, version, tasks)


def _is_task(path: Path) -> bool:
    return path.name != "exercise.toml" and not path.name.endswith(_KEY_ENDING)


def _task(path: Path, position: int, handles: set[str]) -> Task:
    data = read_toml(path)
    brief_data = data.pop("brief", {})
    entry = shaped(TaskEntry, data, path)
    kind = registry.every().get(entry.kind)
    if kind is None:
        kinds = ", ".join(registry.every())
        sentence = _("There is no kind “%(kind)s”. There are: %(kinds)s.")
        raise FileFault(path, sentence % {"kind": entry.kind, "kinds": kinds}, "kind")
    key_path = path.with_name(path.stem + _KEY_ENDING)
    brief = _typed(kind.brief_from, brief_data, path, "brief")
    key = _typed(kind.key_from, read_toml(key_path), key_path)
    for sentence in misfits(kind, brief, key, handles):
        raise FileFault(path, sentence)
    return Task(
        position=position,
        kind=kind.slug,
        schema=kind.schema,
        title=entry.title,
        prompt_html=richtext.render(entry.prompt).html,
        points_c=kind.out_of_c(brief),
        brief=kind.to_json(brief),
        key=kind.to_json(key),
    )


def _typed(read: Any, data: dict[str, Any], path: Path, at: str = "") -> Any:
    try:
        return read(data)
    except ShapeError as error:
        place = ".".join(part for part in (at, error.at) if part)
        raise FileFault(path, error.sentence, place) from error


@transaction.atomic
def _store(
    slug: str, entry: ExerciseEntry, read: ExerciseVersion, tasks: list[Task]
) -> ExerciseVersion:
    Exercise.objects.get_or_create(
        slug=slug,
        defaults={"case": read.edition.case, "title": entry.title, "created_at": clock.now()},
    )
    exercise = Exercise.objects.select_for_update(no_key=True).get(slug=slug)
    Exercise.objects.filter(pk=exercise.pk).update(title=entry.title, summary=entry.summary)
    same = exercise.versions.filter(sha256=read.sha256).order_by("-number").first()
    if same:
        return same
    version = exercise.versions.filter(frozen_at=None).order_by("-number").first()
    if version is None:
        newest = exercise.versions.aggregate(newest=Max("number"))["newest"] or 0
        version = ExerciseVersion(exercise=exercise, number=newest + 1)
    else:
        version.tasks.all().delete()
    for name in ("edition", "title", "intro_html", "minutes", "sha256"):
        setattr(version, name, getattr(read, name))
    version.save()
    for task in tasks:
        task.version = version
    Task.objects.bulk_create(tasks)
    return version

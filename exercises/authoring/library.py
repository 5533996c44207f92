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
from courseplatform.kit.refusals import Refusal
from exercises.authoring.checking import misfits
from exercises.authoring.folder import KEY_ENDING
from exercises.authoring.freezing import digest_of
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases import library
from exercises.cases.files import FileFault, read_shape, read_toml, shaped
from exercises.cases.models import CaseEdition
from exercises.kinds import registry
from exercises.kinds.contract import AnyKind
from exercises.kinds.shape import ShapeError, Text, Whole


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


def load_folder(folder: Path, *, keys: bool = True) -> list[ExerciseVersion]:
    """Load a case from a folder with all its exercises, all or nothing.

    Args:
        folder: its name is the case's slug.
        keys: every task needs its key; otherwise exercises that lack one become drafts.

    Raises:
        FileFault: a file is missing or does not fit; the sentence names file, place and fault.
        Refusal: an exercise's name belongs to another case.
    """
    with transaction.atomic():
        edition = library.load_folder(folder)
        paths = sorted((folder / "exercises").glob("*/exercise.toml"))
        return [load_exercise(edition, path.parent, keys=keys) for path in paths]


def load_exercise(edition: CaseEdition, folder: Path, *, keys: bool = True) -> ExerciseVersion:
    """Load one exercise on ``edition``; the folder's name is its slug.

    Returns the version that says the same if there is one; otherwise fills the newest version that
    was never given out nor touched at the desk, or makes a new one.

    Args:
        edition: what it is built on.
        folder: holds ``exercise.toml`` and the tasks.
        keys: every task needs its key; otherwise an exercise that lacks one becomes a draft.

    Raises:
        FileFault: a file is missing or does not fit, or a task does not fit its key.
        Refusal: the exercise's name belongs to another case.
    """
    entry = read_shape(ExerciseEntry, folder / "exercise.toml")
    paths = [path for path in sorted(folder.glob("*.toml")) if _is_task(path)]
    if not paths:
        raise FileFault(folder / "exercise.toml", _("There is no task beside this file."))
    _require_partners(folder, paths)
    handles = set(edition.passages())
    tasks = [_task(path, place, handles, keys=keys) for place, path in enumerate(paths, start=1)]
    version = ExerciseVersion(
        edition=edition,
        state="ready" if all(task.key for task in tasks) else "draft",
        title=entry.title,
        intro_md=entry.introduction,
        intro_html=richtext.render(entry.introduction).html,
        minutes=entry.minutes,
    )
    version.sha256 = digest_of(version, tasks)
    return _store(folder.name, entry, version, tasks)


def _require_partners(folder: Path, paths: list[Path]) -> None:
    """Refuse a key that no task stands beside: most likely one of the two was renamed."""
    stems = {path.stem for path in paths}
    for path in sorted(folder.glob(f"*{KEY_ENDING}")):
        if path.name.removesuffix(KEY_ENDING) not in stems:
            raise FileFault(path, _("There is no task with this name beside its key."))


def _is_task(path: Path) -> bool:
    return path.name != "exercise.toml" and not path.name.endswith(KEY_ENDING)


def _task(path: Path, position: int, handles: set[str], *, keys: bool) -> Task:
    data = read_toml(path)
    brief_data = data.pop("brief", {})
    entry = shaped(TaskEntry, data, path)
    kind = registry.every().get(entry.kind)
    if kind is None:
        kinds = ", ".join(registry.every())
        sentence = _("There is no kind “%(kind)s”. There are: %(kinds)s.")
        raise FileFault(path, sentence % {"kind": entry.kind, "kinds": kinds}, "kind")
    brief = _typed(kind.brief_from, brief_data, path, "brief")
    return Task(
        position=position,
        kind=kind.slug,
        schema=kind.schema,
        title=entry.title,
        prompt_md=entry.prompt,
        prompt_html=richtext.render(entry.prompt).html,
        points_c=kind.out_of_c(brief),
        brief=kind.to_json(brief),
        key=_key(kind, brief, path, handles, keys=keys),
    )


def _key(kind: AnyKind, brief: Any, path: Path, handles: set[str], *, keys: bool) -> dict[str, Any]:
    """The key beside a task; nothing where there is none and that is allowed."""
    key_path = path.with_name(path.stem + KEY_ENDING)
    if not keys and not key_path.exists():
        return {}
    key = _typed(kind.key_from, read_toml(key_path), key_path)
    for sentence in misfits(kind, brief, key, handles):
        raise FileFault(path, sentence)
    return kind.to_json(key)


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
    if exercise.case_id != read.edition.case_id:
        raise Refusal(
            _(
                "There is an exercise “%(slug)s” on another case. Name the exercise's folder so that "
                "no other has its name."
            )
            % {"slug": slug},
            code="slug-taken",
        )
    Exercise.objects.filter(pk=exercise.pk).update(title=entry.title, summary=entry.summary)
    same = exercise.versions.filter(sha256=read.sha256).order_by("-number").first()
    if same:
        return same
    untouched = exercise.versions.filter(frozen_at=None, changed_by=None)
    version = untouched.order_by("-number").first()
    if version is None:
        newest = exercise.versions.aggregate(newest=Max("number"))["newest"] or 0
        version = ExerciseVersion(exercise=exercise, number=newest + 1)
    else:
        version.tasks.all().delete()
    for name in ("edition", "state", "title", "intro_md", "intro_html", "minutes", "sha256"):
        setattr(version, name, getattr(read, name))
    version.save()
    for task in tasks:
        task.version = version
    Task.objects.bulk_create(tasks)
    return version

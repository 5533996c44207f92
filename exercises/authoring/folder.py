"""Exercises as folders: the files that ``authoring.library`` reads, keys in files of their own."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.text import slugify

from exercises.authoring.editor.text import key_as_text, task_as_text
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases.folder import dossier_files
from exercises.cases.models import CaseEdition
from exercises.cases.toml import as_toml
from exercises.kinds import registry

KEY_ENDING = ".key.toml"


def case_files(edition: CaseEdition, *, keys: bool = True) -> dict[str, str]:
    """Return a case's folder by path: the edition, and of each exercise its newest version on it.

    Args:
        edition: what is written.
        keys: whether the keys go along; without them the folder can be handed on.
    """
    newest = ExerciseVersion.objects.filter(exercise=OuterRef("pk"), edition=edition).order_by(
        "-number"
    )
    pks = Exercise.objects.filter(case=edition.case).annotate(
        newest=Subquery(newest.values("pk")[:1])
    )
    versions = ExerciseVersion.objects.filter(pk__in=pks.values("newest"))
    files = dossier_files(edition)
    for version in versions.select_related("exercise").order_by("exercise__slug"):
        folder = f"exercises/{version.exercise.slug}"
        for path, text in exercise_files(version, keys=keys).items():
            files[f"{folder}/{path}"] = text
    return files


def exercise_files(version: ExerciseVersion, *, keys: bool = True) -> dict[str, str]:
    """Return an exercise's folder by path; one query."""
    files = {"exercise.toml": as_toml(_exercise(version))}
    tasks = list(Task.objects.with_keys().filter(version=version).order_by("position"))
    places = 2 if len(tasks) > 9 else 1
    for task in tasks:
        title = slugify(task.title)[:40].strip("-") or task.kind.replace("_", "-")
        stem = f"{task.position:0{places}}-{title}"
        kind = registry.find(task.kind)
        brief = kind.present("brief", task.brief, task.schema)
        files[f"{stem}.toml"] = task_as_text(task.kind, task.title, task.prompt_md, brief)
        if keys:
            files[f"{stem}{KEY_ENDING}"] = key_as_text(kind.present("key", task.key, task.schema))
    return files


def _exercise(version: ExerciseVersion) -> dict[str, Any]:
    said = {
        "title": version.title,
        "summary": version.exercise.summary,
        "minutes": version.minutes,
        "introduction": version.intro_md,
    }
    return {name: value for name, value in said.items() if value}

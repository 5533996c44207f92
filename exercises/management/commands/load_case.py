"""``manage.py load_case``: load a case of the library, or one from a folder or zip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courseplatform.kit.refusals import Refusal
from exercises.authoring import library as exercises_library
from exercises.authoring.models import ExerciseVersion
from exercises.authoring.packing import on_disk, unpack
from exercises.cases import library


class Command(BaseCommand):
    """Loads a case and its exercises; loading the same content again changes nothing."""

    help = "Load a case with its exercises: a slug of the library, a folder or a zip. Without: all."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take slugs and folders."""
        parser.add_argument("case", nargs="*", help="a slug of the library, a folder, or a zip")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load each and say what stands there now."""
        for name in options["case"] or library.folders():
            try:
                versions = _load(name)
            except Refusal as refusal:
                raise CommandError(refusal.sentence) from None
            for version in versions:
                self.stdout.write(_told(version))


def _load(name: str) -> list[ExerciseVersion]:
    path = Path(name)
    if path.is_dir():
        return exercises_library.load_folder(path.resolve())
    if path.suffix != ".zip" or not path.is_file():
        return exercises_library.load(name)
    with path.open("rb") as file:
        folder = unpack(file, path.name)
    with on_disk(folder.name, folder.files) as held:
        return exercises_library.load_folder(held)


def _told(version: ExerciseVersion) -> str:
    edition = version.edition
    tasks = version.tasks.count()
    return (
        f"{edition.case.slug}: edition {edition.number} ({edition.sha256[:12]}); "
        f"{version.exercise.slug}: version {version.number} ({version.sha256[:12]}), {tasks} tasks"
    )

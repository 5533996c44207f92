"""``manage.py load_case``: load a case of the library, or one from a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courseplatform.kit.refusals import Refusal
from exercises.authoring import library as exercises_library
from exercises.authoring.models import ExerciseVersion
from exercises.cases import library


class Command(BaseCommand):
    """Loads a case and its exercises; loading the same content again changes nothing."""

    help = "Load a case with its exercises: a slug of the library, or a folder. Without: all."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take slugs and folders."""
        parser.add_argument("case", nargs="*", help="a slug of the library, or a folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load each and say what stands there now."""
        for name in options["case"] or library.folders():
            folder = Path(name)
            try:
                if folder.is_dir():
                    versions = exercises_library.load_folder(folder.resolve())
                else:
                    versions = exercises_library.load(name)
            except Refusal as refusal:
                raise CommandError(refusal.sentence) from None
            for version in versions:
                self.stdout.write(_told(version))


def _told(version: ExerciseVersion) -> str:
    edition = version.edition
    tasks = version.tasks.count()
    return (
        f"{edition.case.slug}: edition {edition.number} ({edition.sha256[:12]}); "
        f"{version.exercise.slug}: version {version.number} ({version.sha256[:12]}), {tasks} tasks"
    )

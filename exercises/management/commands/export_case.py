"""``manage.py export_case``: write a case with its exercises as a folder, or as a zip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exercises.authoring.folder import case_files
from exercises.authoring.packing import pack
from exercises.cases.models import CaseEdition


class Command(BaseCommand):
    """Writes what ``load_case`` reads; nothing that is there already is overwritten."""

    help = "Write a case with its exercises as a folder, or as a zip."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the case and where to put it."""
        parser.add_argument("case", help="the case's slug")
        parser.add_argument("into", nargs="?", default=".", help="the folder to write into")
        parser.add_argument("--edition", type=int, help="which edition; the newest without")
        parser.add_argument("--without-keys", action="store_true", help="leave the keys out")
        parser.add_argument("--zip", action="store_true", help="write one zip file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the folder and say where it is."""
        editions = CaseEdition.objects.filter(case__slug=options["case"]).order_by("-number")
        if options["edition"]:
            editions = editions.filter(number=options["edition"])
        edition = editions.select_related("case").first()
        if edition is None:
            raise CommandError(f"There is no such edition of “{options['case']}”.")
        files = case_files(edition, keys=not options["without_keys"])
        target = Path(options["into"]) / options["case"]
        if options["zip"]:
            target = target.with_suffix(".zip")
        if target.exists():
            raise CommandError(f"{target} is there already. Move it away, or choose another place.")
        if options["zip"]:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(pack(options["case"], files))
        else:
            _write(target, files)
        self.stdout.write(f"{target}: edition {edition.number}, {len(files)} files")


def _write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

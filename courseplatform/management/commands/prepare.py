"""Bring database and static files to where the code is: what each start and each release needs."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command, get_commands
from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Migrate, compile words, collect static files, load the demo where nothing is yet."""

    help = (
        "Migrates, compiles the catalogues, collects the static files and, in a demo with an empty "
        "database, loads the demo. Prints the demo's logins alone; progress goes to the error output."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Read whether the demo is wanted."""
        parser.add_argument("--no-demo", action="store_true", help="leave the database empty")

    def handle(self, *args: Any, no_demo: bool = False, **options: Any) -> None:
        """Run the steps in one process, since starting Django takes longer than most of them."""
        call_command("migrate", interactive=False, verbosity=1, stdout=self.stderr)
        call_command("compilemessages", stdout=self.stderr)
        self._collect_static_files()
        if not no_demo and "demo" in get_commands():
            call_command("demo", if_empty=True, stdout=self.stderr)
            call_command("demo", logins=True, stdout=self.stdout)

    def _collect_static_files(self) -> None:
        """Hash and compress the static files, seconds of work, only when one has changed."""
        mark = Path(settings.STATIC_ROOT) / ".sources"
        sources = static_sources()
        if mark.exists() and mark.read_text(encoding="ascii") == sources:
            return
        call_command("collectstatic", interactive=False, verbosity=1, stdout=self.stderr)
        mark.write_text(sources, encoding="ascii")


def static_sources() -> str:
    """Return a hash of the name, size and time of every static file that would be collected."""
    seen = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            seen.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()

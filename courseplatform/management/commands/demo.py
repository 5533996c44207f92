"""Load the demo's world, build it again, or say its logins."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser


class Command(BaseCommand):
    """``demo --if-empty``, ``demo --again``, ``demo --logins``."""

    help = "Loads the demo world into an empty database; --again empties the database first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read what is wanted."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing where data is")
        parser.add_argument("--again", action="store_true", help="empty the database first")
        parser.add_argument("--logins", action="store_true", help="print the logins only")

    def handle(
        self,
        *args: Any,
        if_empty: bool = False,
        again: bool = False,
        logins: bool = False,
        **options: Any,
    ) -> None:
        """Do what was asked; production refuses."""
        if settings.MODE not in {"demo", "test"}:
            raise CommandError("The demo is for demo and test settings only; nothing was changed.")
        from courseplatform.demo import loading

        if logins:
            self.stdout.write(loading.logins())
            return
        unfinished = Path(settings.VAR_DIR) / "demo-unfinished"
        again = again or (if_empty and unfinished.exists())
        if not again and not loading.is_empty():
            if if_empty:
                return
            raise CommandError("The database holds data. Use --again to empty and rebuild it.")
        began = time.monotonic()
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        unfinished.touch()  # a kill leaves half a world behind, which the next start must know
        if again:
            loading.empty()
        loading.load()
        unfinished.unlink()
        self.stdout.write(f"The demo is loaded ({time.monotonic() - began:.1f} s).")

"""Compile the catalogues; takes the place of Django's command, which needs GNU gettext."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError

from courseplatform.languages import catalogues


class Command(BaseCommand):
    """``compilemessages``: what ``up`` does by itself, for a release."""

    help = "Compiles the catalogues that have changed, for Django to read."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile, and say what was compiled."""
        try:
            done = catalogues.compile_all()
        except catalogues.BrokenCatalogueError as error:
            raise CommandError(str(error)) from error
        for path in done:
            self.stdout.write(f"compiled {path}")

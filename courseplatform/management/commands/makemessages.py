"""Collect the words to be translated; takes the place of Django's command, which needs GNU gettext."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils.translation import to_locale

from courseplatform.languages import catalogues
from courseplatform.languages.collecting import collected


class Command(BaseCommand):
    """``makemessages`` renews every catalogue; ``makemessages -l de`` begins one."""

    help = "Collects translatable words into the catalogues, beginning those of --locale."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which catalogues are meant, and where new ones lie."""
        parser.add_argument(
            "-l", "--locale", action="append", default=[], help="a language, such as de or pt-br"
        )
        parser.add_argument(
            "--folder",
            type=Path,
            default=Path(settings.LOCALE_PATHS[-1]),
            help="the folder of catalogues to begin them in; the project's own if not given",
        )

    def handle(self, *args: Any, locale: list[str], folder: Path, **options: Any) -> None:
        """Write the catalogues and say how much of each is translated."""
        begun = [folder / to_locale(code) / catalogues.PLACE for code in locale]
        paths = begun or list(catalogues.all_catalogues())
        if not paths:
            raise CommandError("There is no catalogue yet: begin one, for example with -l de.")
        words = collected()
        for path in paths:
            renewed = catalogues.renew(path, words)
            done = sum(bool(each.id) and catalogues.is_translated(each) for each in renewed)
            self.stdout.write(f"{path}: {done} of {len(renewed)} translated")

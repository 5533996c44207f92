"""``manage.py legal_page``: put the next version of terms, privacy, refunds or imprint in force."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courseplatform.kit import clock, walltime
from courseplatform.kit.refusals import Refusal
from courseplatform.people import legal
from courseplatform.people.models import Organiser


class Command(BaseCommand):
    """Publishes a Markdown file as the next version; without words it shows what is in force."""

    help = "Put a legal page in force: legal_page terms Terms terms.md [--from 2027-01-01T00:00]"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take page, title, file and the wall time from which it holds."""
        parser.add_argument("page", nargs="?", choices=legal.SLUGS)
        parser.add_argument("title", nargs="?")
        parser.add_argument("file", nargs="?", type=Path, help="Markdown")
        parser.add_argument(
            "--from", dest="since", help="wall time of the organiser's zone; now if not given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish it, or list."""
        if options["page"] is None:
            self._list()
            return
        if not options["title"] or not options["file"]:
            raise CommandError("Say its title and the file with its text.")
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from None
        try:
            since = _instant(options["since"]) if options["since"] else None
            page = legal.publish(options["page"], options["title"], text, in_force_from=since)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"{page.title}, version {page.version}, from {page.in_force_from:%c %Z}.")

    def _list(self) -> None:
        holds = legal.versions_in_force(clock.now())
        for slug in legal.SLUGS:
            held = f"version {holds[slug]}" if slug in holds else "none yet"
            self.stdout.write(f"{slug}: {held}")


def _instant(typed: str) -> datetime:
    try:
        wall = datetime.fromisoformat(typed)
    except ValueError:
        raise CommandError("Write the time like 2027-01-01T00:00.") from None
    if wall.tzinfo is not None:
        return wall
    return walltime.to_instant(wall, Organiser.current().zone)

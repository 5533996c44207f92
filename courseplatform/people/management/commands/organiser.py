"""``manage.py organiser``: what the organiser is called, where it is, what its bills say."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import Organiser
from courseplatform.people.organising import FIELDS, describe

HELP = {
    "name": "on the site and in letters",
    "legal_name": "on bills, where it differs",
    "address": "lines parted by \\n",
    "country": "two letters, such as IT",
    "email": "where answers to letters go",
    "zone": "such as Europe/Rome",
    "currency": "such as EUR",
    "strapline": "one line beside the name, at the foot of pages",
}


class Command(BaseCommand):
    """Sets the parts that are named and leaves the others; without any it shows what holds."""

    help = "Say who the organiser is: organiser --name 'Meridian Desk' --email desk@example.org …"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one option for each part."""
        for name in FIELDS:
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name, help=HELP.get(name, ""))

    def handle(self, *args: Any, **options: Any) -> None:
        """Set what was named, then show all of it."""
        told = {name: options[name] for name in FIELDS if options[name] is not None}
        if "address" in told:
            told["address"] = told["address"].replace("\\n", "\n")
        try:
            house = describe(told, by=None) if told else Organiser.current()
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        for name in FIELDS:
            self.stdout.write(f"{name.replace('_', ' ')}: {getattr(house, name) or '–'}")

"""Close or open an account, end its sessions, or remove second factors that were lost."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from courseplatform.accounts import access
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courseplatform.people.roles import Right

ACTS = ("close", "reopen", "end-sessions", "forget-factors")


class Command(BaseCommand):
    """``account close ada@example.org --by owner@example.org``."""

    help = "Closes or opens an account, ends its sessions, or removes lost second factors."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read what is wanted, of whom, and who answers for it."""
        parser.add_argument("act", choices=ACTS)
        parser.add_argument("email", help="whose account; for end-sessions also: everybody")
        parser.add_argument("--by", required=True, help="address of the owner who answers for it")

    def handle(self, *args: Any, act: str, email: str, by: str, **options: Any) -> None:
        """Do it, or say in a sentence why not."""
        actor = _person(by)
        if not actor.may(Right.MANAGE_PEOPLE):
            raise CommandError(f"{by} may not manage people; nothing was changed.")
        try:
            self.stdout.write(_do(act, email, actor))
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal


def _do(act: str, email: str, actor: User) -> str:
    if act == "end-sessions" and email == "everybody":
        people = User.objects.filter(usersession__isnull=False).distinct()
        ended = sum(access.end_sessions(person, by=actor) for person in people)
        return f"{ended} sessions ended."
    person = _person(email)
    if act == "close":
        access.close(person, by=actor)
        return f"The account of {email} is closed."
    if act == "reopen":
        access.reopen(person, by=actor)
        return f"The account of {email} is open."
    if act == "end-sessions":
        return f"{access.end_sessions(person, by=actor)} sessions ended."
    return f"{access.forget_factors(person, by=actor)} factors removed; a letter says so."


def _person(email: str) -> User:
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise CommandError(f"Nobody has the address {email}; nothing was changed.")
    return found

"""``manage.py role``: who may do what on the desk; the first owner is made with it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courseplatform.kit.refusals import Refusal
from courseplatform.people.granting import grant, revoke
from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import Role


class Command(BaseCommand):
    """Gives a role to the account at an address, takes it away, or lists who has which."""

    help = (
        "Give a role: role owner ada@example.org. Take it away with --take. Without words: list who "
        "has which role. The person signs up on the site first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the role and the address."""
        parser.add_argument("role", nargs="?", choices=[role.value for role in Role])
        parser.add_argument("address", nargs="?", help="of the person's account")
        parser.add_argument("--take", action="store_true", help="take the role away")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what holds now."""
        if options["role"] is None:
            self._list()
            return
        role, address = Role(options["role"]), (options["address"] or "").strip().lower()
        person = User.objects.filter(email=address, is_active=True).first() if address else None
        if person is None:
            raise CommandError(
                "No account has this address. Sign up with it on the site, confirm it by the letter, "
                "then run this again."
            )
        try:
            changed = (revoke if options["take"] else grant)(person, role, by=None)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        now = "is not" if options["take"] else "is"
        self.stdout.write(f"{person.called} {now} {role.value}{'' if changed else ' already'}.")

    def _list(self) -> None:
        rows = RoleGrant.objects.select_related("user").order_by("role", "user__email")
        for row in rows:
            self.stdout.write(f"{row.role:<12} {row.user.email} ({row.user.called})")
        if not rows:
            self.stdout.write("Nobody has a role yet. Make the first owner: role owner ADDRESS")

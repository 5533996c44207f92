"""Giving and taking global roles, with a trace."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import RIGHTS, Right, Role


def grant(person: User, role: Role, *, by: User | None) -> bool:
    """Give a role; tell whether the person did not have it yet. ``by`` None is the platform.

    An owner may look at /admin/.
    """
    with transaction.atomic():
        _grant, created = RoleGrant.objects.get_or_create(
            user=person, role=role, defaults={"granted_by": by, "granted_at": clock.now()}
        )
        if created:
            _open_admin(person, role, opens=True)
            audit.record(by, "role.granted", f"person:{person.ref}", role=role.value)
    person.__dict__.pop("roles", None)
    return created


def revoke(person: User, role: Role, *, by: User | None) -> bool:
    """Take a role away; tell whether the person had it.

    Raises:
        Refusal: this would leave the house without an owner.
    """
    with transaction.atomic():
        if role is Role.OWNER:
            keep_an_owner(person)
        gone = bool(RoleGrant.objects.filter(user=person, role=role).delete()[0])
        if gone:
            _open_admin(person, role, opens=False)
            audit.record(by, "role.revoked", f"person:{person.ref}", role=role.value)
    person.__dict__.pop("roles", None)
    return gone


def keep_an_owner(person: User) -> None:
    """Lock the owners, in the caller's transaction.

    Raises:
        Refusal: ``person`` is the last owner who can sign in.
    """
    grants = RoleGrant.objects.select_for_update(of=("self",)).filter(role=Role.OWNER.value)
    owners = set(grants.filter(user__is_active=True).values_list("user_id", flat=True))
    if owners == {person.pk}:
        raise Refusal(
            _("%(name)s is the only owner. Make somebody else an owner first.")
            % {"name": person.called},
            code="last-owner",
        )


def _open_admin(person: User, role: Role, *, opens: bool) -> None:
    if role is Role.OWNER:
        User.objects.filter(pk=person.pk).update(is_staff=opens, is_superuser=opens)


def holders(right: Right) -> list[User]:
    """Return the active people who hold a right, by name."""
    roles = [role.value for role, rights in RIGHTS.items() if right in rights]
    found = User.objects.filter(grants__role__in=roles, is_active=True).distinct()
    return sorted(found, key=lambda person: person.called.casefold())

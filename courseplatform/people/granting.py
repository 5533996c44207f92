"""Giving and taking global roles, with a trace."""

from __future__ import annotations

from django.db import transaction

from courseplatform.kit import clock
from courseplatform.people import audit
from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import RIGHTS, Right, Role


def grant(person: User, role: Role, *, by: User | None) -> bool:
    """Give a role; tell whether the person did not have it yet. ``by`` None is the platform."""
    with transaction.atomic():
        _grant, created = RoleGrant.objects.get_or_create(
            user=person, role=role, defaults={"granted_by": by, "granted_at": clock.now()}
        )
        if created:
            audit.record(by, "role.granted", f"person:{person.ref}", role=role.value)
    person.__dict__.pop("roles", None)
    return created


def revoke(person: User, role: Role, *, by: User | None) -> bool:
    """Take a role away; tell whether the person had it."""
    with transaction.atomic():
        gone = bool(RoleGrant.objects.filter(user=person, role=role).delete()[0])
        if gone:
            audit.record(by, "role.revoked", f"person:{person.ref}", role=role.value)
    person.__dict__.pop("roles", None)
    return gone


def holders(right: Right) -> list[User]:
    """Return the active people who hold a right, by name."""
    roles = [role.value for role, rights in RIGHTS.items() if right in rights]
    found = User.objects.filter(grants__role__in=roles, is_active=True).distinct()
    return sorted(found, key=lambda person: person.called.casefold())

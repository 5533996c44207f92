"""The demo's organiser, its staff, its legal pages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from allauth.account.models import EmailAddress

from courseplatform.demo.cast import LOGINS, PASSWORD, Character
from courseplatform.people import legal
from courseplatform.people.models import Organiser, RoleGrant, User

FOUNDED = datetime(2024, 9, 2, 8, tzinfo=UTC)
TITLES = {
    "terms": "Terms",
    "privacy": "Privacy notice",
    "refunds": "Withdrawal and refunds",
    "imprint": "Imprint",
}


def text(name: str) -> str:
    """Return one of the demo's texts."""
    return (Path(__file__).parent / "texts" / f"{name}.md").read_text(encoding="utf-8")


def found() -> dict[str, User]:
    """Make the organiser, the legal pages and everybody with a login; return them by part."""
    Organiser.objects.create(
        pk=1,
        name="Meridian Desk",
        legal_name="Meridian Desk SRL",
        address="Via dell'Esempio 12\n00100 Roma",
        country="IT",
        vat_number="IT01234567897",
        email="desk@demo.example",
        zone="Europe/Rome",
        currency="EUR",
        strapline="Reports, courses and advice on how to know what one knows",
        is_demo=True,
    )
    for slug, title in TITLES.items():
        legal.publish(slug, title, text(slug), in_force_from=FOUNDED)
    return {login.part: _staff(login.email, login.name, login.zone, login.role) for login in LOGINS}


def _staff(email: str, name: str, zone: str, role: str) -> User:
    user = sign_up(Character(name, zone), email=email, password=PASSWORD)
    if role:
        RoleGrant.objects.create(user=user, role=role)
    if role == "owner":
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return user


def sign_up(character: Character, *, email: str = "", password: str | None = None) -> User:
    """Make an account whose address counts as verified; without a password nobody can log in."""
    user = User.objects.create_user(
        email or character.email,
        password,
        name=character.name,
        certificate_name=character.name,
        zone=character.zone,
        is_demo=True,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user

"""Making, finding and taking back the secret address of a feed."""

from __future__ import annotations

from courseplatform.kit import clock
from courseplatform.kit.references import digest, new_ref
from courseplatform.people.models import User
from courses.calendar.models import CalendarLink


def make(person: User) -> str:
    """Return a new secret token for the person's feed; the old address is unknown from now on."""
    token = new_ref()
    CalendarLink.objects.update_or_create(
        person=person, defaults={"token_sha256": digest(token), "made_at": clock.now()}
    )
    return token


def owner(token: str) -> User | None:
    """Return whose feed a token opens, or None."""
    link = (
        CalendarLink.objects.filter(token_sha256=digest(token), person__is_active=True)
        .select_related("person")
        .first()
    )
    return link.person if link else None


def take_back(person: User) -> None:
    """Make the person's feed unknown."""
    CalendarLink.objects.filter(person=person).delete()

"""What every page knows of its reader, and of the house that answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from courseplatform.kit import cookies, walltime
from courseplatform.people.models import Organiser, User
from courseplatform.people.roles import Right


@dataclass(frozen=True)
class Viewer:
    """The reader of a page.

    Attributes:
        user: the signed-in person, or None.
        zone: the reader's zone: the profile's, else the cookie's, else empty (not known).
        theme: ``light``, ``dark`` or empty for the system's choice.
    """

    user: User | None
    zone: str
    theme: str

    def may(self, right: str) -> bool:
        """Tell whether the reader has a right, by its name (for templates)."""
        return bool(self.user and self.user.may(Right(right)))

    @property
    def single_keys_off(self) -> bool:
        """Whether the reader wants no letter, digit or sign to act by itself."""
        return bool(self.user and self.user.single_keys_off)

    @property
    def sees_desk(self) -> bool:
        """Whether the reader works here: by a global role."""
        return self.may(Right.SEE_DESK)


def of(request: HttpRequest) -> Viewer:
    """Return the reader of ``request``. Touches the session; not for cacheable public pages.

    A request that was refused at the door, such as one for a foreign host, has no reader.
    """
    person = getattr(request, "user", None)
    user = person if person is not None and person.is_authenticated else None
    zone = (user.zone if user else "") or cookies.read(request, "zone")
    theme = (user.theme if user else "") or cookies.read(request, "theme")
    return Viewer(
        user=user,
        zone=zone if walltime.is_zone(zone) else "",
        theme=theme if theme in {"light", "dark"} else "",
    )


def viewer(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``viewer``, ``organiser`` and ``house``, each read when first used."""
    return {
        "viewer": SimpleLazyObject(lambda: of(request)),
        "organiser": SimpleLazyObject(Organiser.current),
        "house": {
            "url": settings.SITE_URL,
            "mode": settings.MODE,
            "sandbox_url": getattr(settings, "SANDBOX_URL", ""),
        },
    }

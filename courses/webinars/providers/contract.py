"""What the rules need of a meeting provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from courses.webinars.models import Webinar


@dataclass(frozen=True)
class Guest:
    """Who goes in: an opaque key of ours and the name to show; never an address."""

    key: str
    name: str


class MeetingProvider(Protocol):
    """A meeting provider."""

    slug: str
    title: str

    def entrance(self, webinar: Webinar, guest: Guest) -> str:
        """Return the address at which ``guest`` goes in, made now; empty if there is none yet."""
        ...

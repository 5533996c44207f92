"""What the rules need of a meeting provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

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

    def origin(self, webinar: Webinar) -> str:
        """Return scheme and host that entrances of ``webinar`` lie at; empty if none is set yet.

        Browsers follow the gate's form there only when the page's policy names it.
        """
        ...


def origin_of(url: str) -> str:
    """Return scheme and host of an address, or an empty text for anything but http(s)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else ""

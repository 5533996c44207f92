"""The practice meeting room of the demo: a page that says one is in, at an address from settings."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.webinars.models import Webinar
from courses.webinars.providers.contract import Guest, origin_of


class PracticeRoom:
    """A stand-in for a meeting service; without the stand-ins it has no entrance."""

    slug = "practice_room"
    title = _("Practice room (demo only)")

    def entrance(self, webinar: Webinar, guest: Guest) -> str:
        """Return the room's address with the guest's name and the way back."""
        base = getattr(settings, "SANDBOX_URL", "")
        if not base:
            return ""
        back = settings.SITE_URL + webinar.get_absolute_url()
        query = urlencode({"name": guest.name, "title": webinar.title, "back": back})
        return f"{base}/meeting/wb-{webinar.ref}/?{query}"

    def origin(self, webinar: Webinar) -> str:
        """Return the origin of the stand-ins."""
        return origin_of(getattr(settings, "SANDBOX_URL", ""))


PROVIDER = PracticeRoom()

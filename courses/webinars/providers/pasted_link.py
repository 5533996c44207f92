"""A link that staff pasted, of whatever meeting service; everybody gets the same one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courses.webinars.models import Webinar
from courses.webinars.providers.contract import Guest, origin_of


class PastedLink:
    """The provider that every installation has."""

    slug = "pasted_link"
    title = _("Pasted link")

    def entrance(self, webinar: Webinar, guest: Guest) -> str:
        """Return the pasted link."""
        return webinar.meeting_url

    def origin(self, webinar: Webinar) -> str:
        """Return the origin of the pasted link."""
        return origin_of(webinar.meeting_url)


PROVIDER = PastedLink()

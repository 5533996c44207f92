"""The sweeps of webinars."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courses.webinars import invitations


@sweep("webinars.invitations", topics=("places", "webinars"), every=30)
def keep_calendars_right() -> int:
    """Welcome new people, invite to added webinars, send changes."""
    return invitations.welcome_new() + invitations.invite_to_added() + invitations.send_changes()

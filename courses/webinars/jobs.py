"""The sweeps of webinars."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from courses.webinars import invitations, scheduling


@sweep("webinars.invitations", topics=("places", "webinars"), every=30)
def keep_calendars_right() -> int:
    """Bring every calendar in line with the sessions: what came, moved, was called off or left."""
    return (
        scheduling.follow_sessions()
        + invitations.welcome_new()
        + invitations.invite_to_added()
        + invitations.send_changes()
        + invitations.withdraw_gone()
    )


@sweep("webinars.zones", every=3600)
def follow_zone_data() -> int:
    """Move webinars whose instant is another under the zone data of today."""
    return scheduling.follow_zone_data()

"""One hour before the start."""

from __future__ import annotations

from datetime import timedelta

from courseplatform.reminders.kinds import ReminderKind
from courses.webinars.reminders import audience

KIND = ReminderKind(
    slug="webinar-soon",
    wanted=lambda now: audience.wanted_for_all(
        now,
        lambda webinar, _person: webinar.starts_at - timedelta(hours=1),
        lambda webinar, _person: webinar.starts_at,
    ),
    why_not=audience.why_not,
    send=lambda reminder: audience.send(reminder, "webinar_soon"),
    why_not_all=audience.why_not_all,
    send_all=lambda reminders: audience.send_all(reminders, "webinar_soon"),
)

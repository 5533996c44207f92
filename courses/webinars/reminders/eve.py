"""The day before, at 18:00 where the person is."""

from __future__ import annotations

from courseplatform.kit.walltime import day_before
from courseplatform.reminders.kinds import ReminderKind
from courses.webinars.reminders import audience

KIND = ReminderKind(
    slug="webinar-eve",
    wanted=lambda now: audience.wanted_for_all(
        now, lambda webinar, person: day_before(webinar.starts_at, person.zone or webinar.zone)
    ),
    why_not=audience.why_not,
    send=lambda reminder: audience.send(reminder, "webinar_eve"),
)

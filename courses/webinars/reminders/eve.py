"""The day before, at 18:00 where the person is."""

from __future__ import annotations

from datetime import datetime

from courseplatform.kit.walltime import day_before
from courseplatform.people.models import User
from courseplatform.reminders.kinds import ReminderKind
from courses.webinars.models import Webinar
from courses.webinars.reminders import audience

HOUR = 18
LAST_HOUR = 23  # later on that day nobody reads "tomorrow" before it is today


def _at(webinar: Webinar, person: User, hour: int) -> datetime:
    return day_before(webinar.starts_at, person.zone or webinar.zone, hour)


KIND = ReminderKind(
    slug="webinar-eve",
    wanted=lambda now: audience.wanted_for_all(
        now,
        lambda webinar, person: _at(webinar, person, HOUR),
        lambda webinar, person: _at(webinar, person, LAST_HOUR),
    ),
    why_not=audience.why_not,
    send=lambda reminder: audience.send(reminder, "webinar_eve"),
    why_not_all=audience.why_not_all,
    send_all=lambda reminders: audience.send_all(reminders, "webinar_eve"),
)

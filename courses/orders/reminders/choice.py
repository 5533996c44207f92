"""That a session was called off, for those who may choose between another one and their money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from courseplatform.letters.writing import write
from courseplatform.reminders.kinds import ReminderKind, Wanted
from courseplatform.reminders.models import Reminder
from courses.catalogue.facts import session_facts
from courses.catalogue.models import SessionState
from courses.enrolment.models import Enrolment


def _wanted(now: datetime) -> Iterator[Wanted]:
    choosing = Enrolment.objects.active().filter(
        session__state=SessionState.CANCELLED, session__choice_until_at__gt=now
    )
    for enrolment in choosing.select_related("session"):
        session = enrolment.session
        if session.cancelled_at is None or session.choice_until_at is None:
            continue
        yield Wanted(
            f"enrolment:{enrolment.ref}",
            enrolment.person_id,
            session.cancelled_at,
            session.choice_until_at,
        )


def _enrolment_of(reminder: Reminder) -> Enrolment | None:
    ref = reminder.subject.removeprefix("enrolment:")
    return (
        Enrolment.objects.active()
        .filter(ref=ref)
        .select_related("session__course", "person")
        .first()
    )


def _send(reminder: Reminder) -> None:
    enrolment = _enrolment_of(reminder)
    if enrolment is None or enrolment.session.choice_until_at is None:
        return
    write(
        f"called-off-choice:{enrolment.ref}",
        "session_called_off_choice",
        to=enrolment.person,
        context={
            **session_facts(enrolment.session),
            "choice_until_at": enrolment.session.choice_until_at.isoformat(),
            "transfer_path": reverse("transfers", args=[enrolment.ref]),
            "cancellation_path": reverse("cancellation", args=[enrolment.ref]),
        },
    )


KIND = ReminderKind(
    slug="called-off-choice",
    wanted=_wanted,
    why_not=lambda reminder: None if _enrolment_of(reminder) else "left already",
    send=_send,
)

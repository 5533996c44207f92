"""What the outbox holds about a person, and how long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.kit.references import digest
from courseplatform.letters.models import Letter, Stop, Suppression
from courseplatform.people.models import User

EMPTY: dict[str, Any] = {
    "context": {},
    "calendar": "",
    "subject": "",
    "address": "",
    "thread": "",
    "error": "",
    "zone": "",
}


def _export(person: User) -> Iterable[dict[str, Any]]:
    letters = Letter.objects.filter(person=person).order_by("created_at")
    for letter in letters.iterator():
        yield {
            "kind": letter.template,
            "subject": letter.subject,
            "to": letter.address,
            "state": letter.state,
            "written_at": letter.created_at.isoformat(),
            "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
        }
    for stop in Stop.objects.filter(person=person):
        yield {"stopped": stop.template, "since": stop.stopped_at.isoformat()}


def _erase(person: User, now: datetime) -> Sequence[str]:
    theirs = Letter.objects.filter(person=person)
    if person.email:
        theirs |= Letter.objects.filter(address__iexact=person.email)
        Suppression.objects.filter(address_digest=digest(person.email.lower())).delete()
    ids = list(theirs.values_list("pk", flat=True))
    waiting = Letter.objects.filter(pk__in=ids, state__in=["waiting", "taken"])
    waiting.update(state="stopped", sealed="", taken_until=None)
    Letter.objects.filter(pk__in=ids).update(person=None, **EMPTY)
    Stop.objects.filter(person=person).delete()
    return []


def _old(before: datetime, most: int) -> int:
    old = Letter.objects.filter(
        created_at__lt=before, state__in=["sent", "failed", "stopped"]
    ).exclude(address="")
    ids = list(old.order_by("created_at").values_list("pk", flat=True)[:most])
    return Letter.objects.filter(pk__in=ids).update(**EMPTY)


data = PersonalData(
    slug="letters",
    title=gettext_lazy("Letters to you"),
    kept=gettext_lazy("What each letter said is kept for 180 days, that it was sent for good."),
    export=_export,
    erase=_erase,
    position=20,
)
contents = Retention(
    "letters", "What letters said, and to which address", timedelta(days=180), _old
)

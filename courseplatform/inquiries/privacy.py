"""What inquiries hold about people, and how long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.inquiries.models import Entry, Inquiry
from courseplatform.kit import clock
from courseplatform.kit.privacy import PersonalData, Retention
from courseplatform.people.models import User

HELD_POSTS = timedelta(days=30)


def _of(person: User) -> Any:
    """Their inquiries: made while signed in, or from the address that is confirmed as theirs."""
    theirs = Q(person=person)
    if person.email:
        theirs |= Q(email__iexact=person.email)
    return Inquiry.objects.filter(theirs, erased_at=None)


def _export(person: User) -> Iterable[dict[str, Any]]:
    for one in _of(person).prefetch_related("entries").order_by("received_at"):
        said = [entry for entry in one.entries.all() if entry.kind != "note"]
        yield {
            "reference": one.short,
            "received_at": one.received_at.isoformat(),
            "topic": one.topic,
            "name": one.name,
            "email": one.email,
            "organisation": one.organisation,
            "message": one.message,
            "state": one.state,
            "thread": [
                {"from": "us" if entry.kind == "reply" else "you", "at": entry.at.isoformat(),
                 "text": entry.text}
                for entry in said
            ],
        }  # fmt: skip


def _erase(person: User, now: datetime) -> Sequence[str]:
    found = list(_of(person).values_list("pk", flat=True))
    empty(found)
    return [_("That there were inquiries, about what and when: no name, no text.")] if found else []


def empty(ids: Sequence[int]) -> int:
    """Empty names, addresses and texts of these inquiries and their threads."""
    Entry.objects.filter(inquiry_id__in=ids).update(text="")
    return Inquiry.objects.filter(pk__in=ids, erased_at=None).update(
        person=None,
        name="",
        email="",
        organisation="",
        message="",
        source="",
        network="",
        zone="",
        digest="",
        erased_at=clock.now(),
    )


def _old(before: datetime, most: int) -> int:
    """Those whose own date has come; ``before`` is not asked, the row has it."""
    due = Inquiry.objects.filter(erase_at__lte=clock.now(), erased_at=None)
    return empty(list(due.values_list("pk", flat=True)[:most]))


def _held(before: datetime, most: int) -> int:
    """Posts that nobody let through were no questions; nothing of them stays."""
    due = Inquiry.objects.filter(state="held", received_at__lt=before)
    ids = list(due.values_list("pk", flat=True)[:most])
    Inquiry.objects.filter(pk__in=ids, state="held").delete()
    return len(ids)


data = PersonalData(
    slug="inquiries",
    title=gettext_lazy("Inquiries"),
    kept=gettext_lazy("Kept to answer you, and for 24 months after an inquiry is closed."),
    export=_export,
    erase=_erase,
    position=80,
)
closed = Retention(
    "inquiries-closed", "Closed inquiries: names, addresses, texts", timedelta(days=731), _old
)
held = Retention("inquiries-held", "Posts held back as doubtful", HELD_POSTS, _held)

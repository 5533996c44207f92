"""Who came to a webinar, for how long, and what staff state about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment, EnrolmentState
from courses.webinars.attendance import Evidence, minutes_present
from courses.webinars.models import Attendance, EvidenceSource, Webinar


@dataclass(frozen=True)
class Presence:
    """One person's presence at one webinar.

    Attributes:
        enrolment: under which they came; an ended one only where there is evidence.
        minutes: within the meeting, of all evidence; what staff stated wins.
        seen_from, seen_until: first and last sign of them, or None.
        stated_minutes: what staff stated, or None.
        stated_by: who stated it.
    """

    enrolment: Enrolment
    minutes: int
    seen_from: datetime | None
    seen_until: datetime | None
    stated_minutes: int | None
    stated_by: User | None

    @property
    def came(self) -> bool:
        """Whether there is any sign of them that staff did not deny."""
        return self.stated_minutes != 0 if self.stated_minutes is not None else bool(self.seen_from)


@dataclass(frozen=True)
class Visit:
    """One webinar, and what is known of one person's presence at it.

    ``seen_from`` and ``seen_until`` are None where only the minutes are kept, or nothing is known.
    """

    webinar: Webinar
    minutes: int
    seen_from: datetime | None
    seen_until: datetime | None


def visits(session: Session, person: User) -> list[Visit]:
    """Return every webinar of a session with how long a person was there; two queries."""
    evidence: dict[int, list[Attendance]] = defaultdict(list)
    for row in Attendance.objects.filter(webinar__session=session, person=person).order_by("pk"):
        evidence[row.webinar_id].append(row)
    return [
        _visit(webinar, evidence[webinar.pk])
        for webinar in Webinar.objects.filter(session=session).order_by("starts_at", "pk")
    ]


def presences(webinar: Webinar) -> list[Presence]:
    """Return everybody enrolled, and who came and left the course since, by alias; two queries."""
    evidence: dict[int, list[Attendance]] = defaultdict(list)
    rows = Attendance.objects.filter(webinar=webinar).select_related("stated_by").order_by("pk")
    for row in rows:
        evidence[row.person_id].append(row)
    enrolments: dict[int, Enrolment] = {}
    for enrolment in Enrolment.objects.filter(session=webinar.session_id).order_by("started_at"):
        active = enrolment.state == EnrolmentState.ACTIVE
        if active or enrolment.person_id in evidence:
            enrolments[enrolment.person_id] = enrolment
    found = [_presence(webinar, one, evidence[one.person_id]) for one in enrolments.values()]
    return sorted(found, key=lambda presence: presence.enrolment.alias)


def minutes_of(webinar: Webinar, person: User) -> int:
    """Return the minutes one person was there."""
    rows = Attendance.objects.filter(webinar=webinar, person=person).order_by("pk")
    return _minutes(webinar, list(rows))


def minutes_in(
    webinars: Iterable[Webinar], person: User | None = None
) -> dict[tuple[int, int], int]:
    """Return the minutes at many webinars by webinar and person (their keys); one query.

    Who left no sign at a webinar has no entry for it. ``person``: of one person alone.
    """
    known = {webinar.pk: webinar for webinar in webinars}
    evidence = Attendance.objects.filter(webinar__in=known).order_by("pk")
    rows: dict[tuple[int, int], list[Attendance]] = defaultdict(list)
    for row in evidence.filter(person=person) if person else evidence:
        rows[row.webinar_id, row.person_id].append(row)
    return {key: _minutes(known[key[0]], found) for key, found in rows.items()}


def state_minutes(webinar: Webinar, person: User, minutes: int | None, *, actor: User) -> None:
    """State how long a person was there, whatever the gate saw; None takes the statement back.

    Raises:
        Refusal: the webinar has not begun, or is shorter than that.
    """
    now = clock.now()
    if now < webinar.starts_at:
        raise Refusal(_("This webinar has not begun. State minutes once it has."), code="not-begun")
    if minutes is not None and not 0 <= minutes <= webinar.minutes:
        raise Refusal(
            _("This webinar lasts %(minutes)s minutes. State a number from 0 to that.")
            % {"minutes": webinar.minutes},
            code="too-many-minutes",
        )
    statement: dict[str, Any] = {
        "webinar": webinar,
        "person": person,
        "source": EvidenceSource.MANUAL,
    }
    with transaction.atomic():
        Webinar.objects.select_for_update(no_key=True).get(pk=webinar.pk)
        before = Attendance.objects.filter(**statement).first()
        if minutes is None:
            Attendance.objects.filter(**statement).delete()
        else:
            Attendance.objects.update_or_create(
                **statement,
                defaults={
                    "joined_at": webinar.starts_at,
                    "left_at": webinar.starts_at,
                    "minutes": minutes,
                    "stated_by": actor,
                    "recorded_at": now,
                },
            )
        audit.record(
            actor,
            "attendance.stated",
            f"webinar:{webinar.ref}",
            person=person.ref,
            minutes=minutes,
            before=before.minutes if before else None,
        )


def settle(before: datetime, most: int) -> int:
    """Keep the minutes, not the times, of webinars that ended before an instant; return how many.

    All evidence of a person at a webinar becomes one row with its minutes; statements stay.
    """
    old = _with_times().filter(webinar__ends_at__lt=before)
    return sum(_settle(row) for row in old[:most])


def settle_person(person: User) -> int:
    """Keep the minutes, not the times, of everything one person came to."""
    return sum(_settle(row) for row in _with_times().filter(person=person))


def _with_times() -> QuerySet[Attendance]:
    seen = Attendance.objects.filter(minutes__isnull=True).exclude(source=EvidenceSource.MANUAL)
    return seen.select_related("webinar").order_by("pk")


def _settle(first: Attendance) -> int:
    webinar = first.webinar
    with transaction.atomic():
        Webinar.objects.select_for_update(no_key=True).get(pk=webinar.pk)
        seen = list(_with_times().filter(webinar=webinar, person=first.person_id))
        minutes = _minutes(webinar, seen)
        Attendance.objects.filter(pk__in=[row.pk for row in seen if row.pk != first.pk]).delete()
        return Attendance.objects.filter(pk=first.pk, minutes__isnull=True).update(
            joined_at=webinar.starts_at, left_at=webinar.starts_at, minutes=minutes
        )


def _visit(webinar: Webinar, rows: list[Attendance]) -> Visit:
    timed = [row for row in rows if row.source != EvidenceSource.MANUAL and row.minutes is None]
    return Visit(
        webinar=webinar,
        minutes=_minutes(webinar, rows),
        seen_from=min((row.joined_at for row in timed), default=None),
        seen_until=max((row.left_at for row in timed), default=None),
    )


def _presence(webinar: Webinar, enrolment: Enrolment, rows: list[Attendance]) -> Presence:
    seen = [row for row in rows if row.source != EvidenceSource.MANUAL]
    stated = next((row for row in rows if row.source == EvidenceSource.MANUAL), None)
    return Presence(
        enrolment=enrolment,
        minutes=_minutes(webinar, rows),
        seen_from=min((row.joined_at for row in seen), default=None),
        seen_until=max((row.left_at for row in seen), default=None),
        stated_minutes=stated.minutes if stated else None,
        stated_by=stated.stated_by if stated else None,
    )


def _minutes(webinar: Webinar, rows: list[Attendance]) -> int:
    statements_last = sorted(rows, key=lambda row: row.source == EvidenceSource.MANUAL)
    evidence = [Evidence(row.joined_at, row.left_at, row.minutes) for row in statements_last]
    return minutes_present(evidence, webinar.starts_at, webinar.ends_at)

"""Keeping people's calendars right: a welcome with all dates, and a newer file at every change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from courseplatform.kit import clock
from courseplatform.letters.writing import write
from courseplatform.people.models import Organiser, User
from courses.catalogue.models import Session
from courses.enrolment.models import Enrolment, EnrolmentState
from courses.webinars import ics
from courses.webinars.models import Invitation, Webinar, WebinarState, Welcome

BATCH = 50


def welcome_new() -> int:
    """Welcome everybody who was enrolled and not welcomed yet; return how many."""
    waiting = (
        Enrolment.objects.filter(state=EnrolmentState.ACTIVE, welcome__isnull=True)
        .select_related("session__course", "person")
        .order_by("pk")[:BATCH]
    )
    return sum(_welcome(enrolment) for enrolment in waiting)


def _welcome(enrolment: Enrolment) -> int:
    with transaction.atomic():
        _row, created = Welcome.objects.get_or_create(
            enrolment=enrolment, defaults={"written_at": clock.now()}
        )
        if not created:
            return 0
        coming = _coming(enrolment.session, clock.now())
        for webinar in coming:
            invite(webinar, enrolment.person)
        write(
            f"welcome:{enrolment.ref}",
            "welcome",
            to=enrolment.person,
            context={
                "course": enrolment.session.course.title,
                "alias": enrolment.alias,
                "enrolment": enrolment.ref,
                "starts_at": enrolment.session.starts_at.isoformat(),
                "ends_at": enrolment.session.ends_at.isoformat(),
                "session_zone": enrolment.session.zone,
                "webinars": [_facts(webinar) for webinar in coming],
            },
            thread=f"session:{enrolment.session.ref}:{enrolment.person.ref}",
            calendar=programme(coming, enrolment.person) if coming else "",
            calendar_method="PUBLISH" if coming else "",
        )
    return 1


def invite(webinar: Webinar, person: User) -> tuple[Invitation, bool]:
    """Return the person's invitation to a webinar, and whether this call made it.

    Somebody who had left and came back gets the same entry again, newer than its cancellation.
    """
    invitation, made = Invitation.objects.get_or_create(
        webinar=webinar,
        person=person,
        defaults={
            "uid": uid_of(webinar, person),
            "version": webinar.version,
            "starts_at": webinar.starts_at,
            "stamped_at": clock.now(),
        },
    )
    if not made and invitation.cancelled:
        _update(invitation, webinar, cancelled=False)
        invitation.refresh_from_db()
    return invitation, made


def uid_of(webinar: Webinar, person: User) -> str:
    """Return the name of the webinar in the person's calendar; it never changes."""
    return f"wb-{webinar.ref}.p-{person.ref}@{settings.LETTERS_DOMAIN}"


def invite_to_added() -> int:
    """Invite the welcomed to webinars that were scheduled afterwards; return how many letters."""
    sent = 0
    added = Webinar.objects.filter(state=WebinarState.PLANNED, starts_at__gt=clock.now())
    for webinar in added.select_related("session__course"):
        missing = (
            User.objects.filter(
                enrolments__session=webinar.session,
                enrolments__state=EnrolmentState.ACTIVE,
                enrolments__welcome__isnull=False,
            )
            .exclude(invitations__webinar=webinar)
            .distinct()[:BATCH]
        )
        for person in missing:
            with transaction.atomic():
                invitation, made = invite(webinar, person)
                if made:
                    _send(invitation, webinar, person, "webinar_added")
            sent += made
    return sent


def send_changes() -> int:
    """Send a newer file to everybody whose calendar still has an older version."""
    behind = (
        Invitation.objects.filter(
            version__lt=F("webinar__version"),
            webinar__ends_at__gt=clock.now() - timedelta(days=1),
            cancelled=False,
        )
        .select_related("webinar__session__course", "person")
        .order_by("pk")[:BATCH]
    )
    return sum(_send_change(invitation) for invitation in behind)


def withdraw_gone() -> int:
    """Take coming webinars out of the calendars of those who left their session; return how many."""
    enrolled = Enrolment.objects.filter(
        session=OuterRef("webinar__session"), person=OuterRef("person"), state=EnrolmentState.ACTIVE
    )
    gone = (
        Invitation.objects.filter(~Exists(enrolled), webinar__ends_at__gt=clock.now())
        .filter(cancelled=False)
        .select_related("webinar__session__course", "person")
        .order_by("pk")[:BATCH]
    )
    return sum(_send_change(invitation) for invitation in gone)


def _send_change(invitation: Invitation) -> int:
    """Send a newer file: of another time, or one that takes the entry out."""
    webinar, person = invitation.webinar, invitation.person
    called_off = webinar.state == WebinarState.CALLED_OFF
    still_in = Enrolment.objects.filter(
        session=webinar.session_id, person=person, state=EnrolmentState.ACTIVE
    ).exists()
    with transaction.atomic():
        changed = _update(invitation, webinar, cancelled=called_off or not still_in)
        if changed:
            moved = invitation.starts_at != webinar.starts_at
            old = {"old_starts_at": invitation.starts_at.isoformat() if moved else ""}
            invitation.refresh_from_db(fields=["version", "sequence", "cancelled", "stamped_at"])
            if called_off:
                _send(invitation, webinar, person, "webinar_called_off")
            elif still_in:
                _send(invitation, webinar, person, "webinar_moved", **old)
            else:
                _send(invitation, webinar, person, "webinar_left")
    return changed


def _update(invitation: Invitation, webinar: Webinar, *, cancelled: bool) -> int:
    """Give an invitation the webinar's time and a higher number, if nobody else did meanwhile."""
    return Invitation.objects.filter(
        pk=invitation.pk, version=invitation.version, sequence=invitation.sequence
    ).update(
        version=webinar.version,
        starts_at=webinar.starts_at,
        sequence=F("sequence") + 1,
        cancelled=cancelled,
        stamped_at=max(clock.now(), invitation.stamped_at + timedelta(seconds=1)),
    )


def _send(
    invitation: Invitation, webinar: Webinar, person: User, template: str, **facts: str
) -> None:
    method = "CANCEL" if invitation.cancelled else "REQUEST"
    build = ics.cancel if invitation.cancelled else ics.request
    write(
        f"invitation:{invitation.uid}:s{invitation.sequence}",
        template,
        to=person,
        context={"course": webinar.session.course.title, **_facts(webinar), **facts},
        thread=f"webinar:{webinar.ref}:{person.ref}",
        calendar=build(
            entry_of(webinar, invitation),
            organiser_party(),
            ics.Party(person.email or "", person.called),
        ),
        calendar_method=method,
    )


def programme(webinars: list[Webinar], person: User) -> str:
    """Return one file with all dates of a person's session."""
    return ics.publish(entries_of(webinars, person), organiser_party())


def entries_of(webinars: list[Webinar], person: User) -> list[ics.Entry]:
    """Return the calendar entries of a person for webinars read with their course; one query.

    Whoever was not invited (a teacher, or somebody of this very minute) gets the first version.
    """
    rows = {
        row.webinar_id: row
        for row in Invitation.objects.filter(person=person, webinar__in=webinars)
    }
    return [
        entry_of(
            webinar,
            rows.get(webinar.pk)
            or Invitation(uid=uid_of(webinar, person), stamped_at=webinar.changed_at),
        )
        for webinar in webinars
    ]


def entry_of(webinar: Webinar, invitation: Invitation) -> ics.Entry:
    """Return the calendar entry of an invitation, from stored facts alone."""
    return ics.Entry(
        uid=invitation.uid,
        sequence=invitation.sequence,
        stamped_at=invitation.stamped_at,
        starts_at=webinar.starts_at,
        zone=webinar.zone,
        minutes=webinar.minutes,
        title=webinar.title,
        description=webinar.session.course.title,
        url=settings.SITE_URL + webinar.get_absolute_url(),
        cancelled=invitation.cancelled or webinar.state == WebinarState.CALLED_OFF,
    )


def organiser_party() -> ics.Party:
    """Return the organiser as calendars name it: the visible sender's bare address."""
    address = settings.DEFAULT_FROM_EMAIL.rsplit("<", 1)[-1].rstrip(">")
    return ics.Party(address, Organiser.current().name)


def _coming(session: Session, now: datetime) -> list[Webinar]:
    return list(
        Webinar.objects.filter(session=session, state=WebinarState.PLANNED, ends_at__gt=now)
        .select_related("session__course")
        .order_by("starts_at")
    )


def _facts(webinar: Webinar) -> dict[str, Any]:
    return {
        "webinar": webinar.ref,
        "title": webinar.title,
        "starts_at": webinar.starts_at.isoformat(),
        "ends_at": webinar.ends_at.isoformat(),
        "meeting_zone": webinar.zone,
    }

"""Setting a webinar's time: wall time is the truth, the instant follows, people hear of changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courseplatform.kit import clock, walltime
from courseplatform.kit.moves import move as move_state
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.models import Session, SessionState
from courses.webinars.models import Webinar, WebinarKind, WebinarState

TOPIC = "webinars"


def schedule(
    session: Session,
    *,
    title: str,
    starts_local: datetime,
    minutes: int,
    kind: str = WebinarKind.MAIN,
    summary: str = "",
    zone: str = "",
    provider: str = "pasted_link",
    meeting_url: str = "",
    gate_minutes: int = 15,
    actor: User | None = None,
) -> Webinar:
    """Plan a webinar of ``session`` at a wall time in its zone (or another one).

    Raises:
        Refusal: that hour does not exist there on that day, the webinar would be over already, or
            one of that title stands at that time, as after a second click.
    """
    zone = zone or session.zone
    starts_at = walltime.to_instant(starts_local, zone)
    if starts_at + timedelta(minutes=minutes) <= clock.now():
        raise Refusal(
            _("This webinar would be over already. Choose a time that lies ahead."),
            code="time-passed",
        )
    with transaction.atomic():
        Session.objects.select_for_update(no_key=True).get(pk=session.pk)
        same = {"title": title, "starts_at": starts_at, "state": WebinarState.PLANNED}
        if session.webinars.filter(**same).exists():
            raise Refusal(
                _("A webinar of this title is planned for this time already."),
                code="planned-before",
            )
        webinar = Webinar.objects.create(
            session=session,
            kind=kind,
            title=title,
            summary=summary,
            starts_local=starts_local,
            zone=zone,
            minutes=minutes,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            gate_minutes=gate_minutes,
            provider=provider,
            meeting_url=meeting_url,
            created_at=clock.now(),
            changed_at=clock.now(),
        )
        audit.record(
            actor, "webinar.scheduled", f"webinar:{webinar.ref}", starts=starts_at.isoformat()
        )
    wake(TOPIC)
    return webinar


def reschedule(
    webinar: Webinar, starts_local: datetime, minutes: int, *, actor: User | None
) -> Webinar:
    """Move a planned webinar; everybody invited gets a letter and a newer calendar file.

    Raises:
        Refusal: it was called off or is over, that hour does not exist on that day, or lies behind.
    """
    starts_at = walltime.to_instant(starts_local, webinar.zone)
    if starts_at <= clock.now():
        raise Refusal(
            _("This time has passed already. Choose one that lies ahead."), code="time-passed"
        )
    with transaction.atomic():
        row = Webinar.objects.select_for_update(no_key=True).get(pk=webinar.pk)
        _refuse_if_past(row)
        if (row.starts_local, row.minutes) == (starts_local, minutes):
            return row
        row.starts_local, row.minutes = starts_local, minutes
        row.starts_at, row.ends_at = starts_at, starts_at + timedelta(minutes=minutes)
        row.version, row.changed_at = row.version + 1, clock.now()
        row.save(
            update_fields=[
                "starts_local", "minutes", "starts_at", "ends_at", "version", "changed_at",
            ]
        )  # fmt: skip
        audit.record(actor, "webinar.moved", f"webinar:{row.ref}", starts=starts_at.isoformat())
    wake(TOPIC)
    return row


def call_off(webinar: Webinar, *, actor: User | None) -> None:
    """Call a webinar off; everybody invited gets a letter and a cancelling calendar file.

    Raises:
        Refusal: it was called off already, or is over.
    """
    if webinar.ends_at <= clock.now():
        raise Refusal(
            _("This webinar is over, so it cannot be called off any more."), code="webinar-past"
        )
    with transaction.atomic():
        move_state(
            webinar,
            WebinarState.PLANNED,
            WebinarState.CALLED_OFF,
            version=F("version") + 1,
            changed_at=clock.now(),
            otherwise=_("This webinar was called off already. Reload the page to see it."),
            code="called-off",
        )
        webinar.refresh_from_db(fields=["version"])
        audit.record(actor, "webinar.called_off", f"webinar:{webinar.ref}")
    wake(TOPIC)


def follow_sessions() -> int:
    """Call off the coming webinars of sessions that were called off; return how many."""
    left = Webinar.objects.filter(
        state=WebinarState.PLANNED,
        session__state=SessionState.CANCELLED,
        ends_at__gt=clock.now(),
    )
    return sum(_follow(webinar) for webinar in left)


def _follow(webinar: Webinar) -> int:
    try:
        call_off(webinar, actor=None)
    except Refusal:  # somebody else was quicker
        return 0
    return 1


def set_links(
    webinar: Webinar,
    *,
    meeting_url: str,
    recording_url: str,
    gate_minutes: int,
    summary: str,
    actor: User | None,
) -> None:
    """Set what the webinar's page says and leads to; nobody's calendar changes by it."""
    with transaction.atomic():
        Webinar.objects.filter(pk=webinar.pk).update(
            meeting_url=meeting_url,
            recording_url=recording_url,
            gate_minutes=gate_minutes,
            summary=summary,
        )
        audit.record(
            actor,
            "webinar.links_set",
            f"webinar:{webinar.ref}",
            meeting=bool(meeting_url),
            recording=bool(recording_url),
        )


def follow_zone_data() -> int:
    """Derive the instants of coming webinars anew; return how many moved.

    A country that changes its rules moves the instant, never the hour on the wall.
    """
    coming = Webinar.objects.filter(state=WebinarState.PLANNED, ends_at__gt=clock.now())
    moved = sum(recompute(webinar) for webinar in coming.iterator())
    if moved:
        wake(TOPIC)
    return moved


def recompute(webinar: Webinar) -> bool:
    """Derive the instant again (after a change of zone data); tell whether it moved."""
    starts_at = walltime.to_instant_near(webinar.starts_local, webinar.zone)
    if starts_at == webinar.starts_at:
        return False
    return bool(
        Webinar.objects.filter(pk=webinar.pk, version=webinar.version).update(
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=webinar.minutes),
            version=webinar.version + 1,
            changed_at=clock.now(),
        )
    )


def _refuse_if_past(webinar: Webinar) -> None:
    if webinar.state == WebinarState.CALLED_OFF or webinar.ends_at <= clock.now():
        raise Refusal(
            _("This webinar is over or was called off. Schedule a new one instead."),
            code="webinar-past",
            next_url=webinar.get_absolute_url(),
        )

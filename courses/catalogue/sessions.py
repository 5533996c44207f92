"""Making, moving, publishing and calling off sessions.

The instants (``_at``) are derived from wall time here and nowhere else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.moves import move, swap
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.kit.walltime import is_zone, to_instant
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.courses import publish_course
from courses.catalogue.models import Course, Session, SessionState, Teaching, TeachingRole
from courses.catalogue.slugs import free_slug

TOPIC = "sessions"  # a session was published, moved or called off


def create_session(
    course: Course,
    *,
    starts_local: datetime,
    ends_local: datetime,
    zone: str,
    capacity: int,
    slug: str = "",
    booking_closes_local: datetime | None = None,
) -> Session:
    """Return a new draft session; without a wished address it is called by its date.

    Raises:
        Refusal: unknown zone, an hour that does not exist, an end before the start, booking that
            closes after the start, no places, or an address that is taken.
    """
    taken = set(course.sessions.values_list("slug", flat=True))
    if slug and slug in taken:
        raise Refusal(
            _("Another session of this course has the address “%(slug)s”.") % {"slug": slug},
            code="address-taken",
        )
    if capacity < 1:
        raise Refusal(_("A session has at least one place."), code="no-places")
    return Session.objects.create(
        course=course,
        slug=slug or free_slug(f"{starts_local:%Y-%m-%d}", taken, otherwise="session"),
        capacity=capacity,
        created_at=clock.now(),
        **_times(starts_local, ends_local, zone, booking_closes_local),
    )


def reschedule(
    session: Session,
    *,
    starts_local: datetime,
    ends_local: datetime,
    zone: str,
    booking_closes_local: datetime | None = None,
) -> None:
    """Move a session to other times; orders keep the terms they were made under.

    Raises:
        Refusal: as for ``create_session``; ``session-over`` when it has ended or was called off.
    """
    if session.state == SessionState.CANCELLED or session.ends_at <= clock.now():
        raise Refusal(_("This session is over, so its dates stand."), code="session-over")
    fields = _times(starts_local, ends_local, zone, booking_closes_local)
    Session.objects.filter(pk=session.pk).update(**fields)
    for name, value in fields.items():
        setattr(session, name, value)
    wake(TOPIC)


def resize(session: Session, capacity: int) -> None:
    """Change the number of places; never below those that are taken.

    Raises:
        Refusal: ``too-few-places``.
    """
    fits = Session.objects.filter(pk=session.pk, taken__lte=capacity) if capacity >= 1 else None
    if fits is None or not fits.update(capacity=capacity):
        raise Refusal(
            _("More places than that are taken or held. Choose a larger number."),
            code="too-few-places",
        )
    session.capacity = capacity
    wake("places")


def publish_session(session: Session) -> None:
    """Open a draft for booking; its course is published along with it.

    Raises:
        Refusal: ``not-published``: it is no draft any more.
    """
    with transaction.atomic():
        move(
            session,
            SessionState.DRAFT,
            SessionState.PUBLISHED,
            published_at=clock.now(),
            otherwise=_("Only a draft can be published; this session is public or called off."),
            code="not-published",
        )
        publish_course(session.course)
    wake(TOPIC)


def cancel_session(
    session: Session, actor: User | None, *, choice_until_at: datetime | None = None
) -> None:
    """Call a published session off. What follows (refunds, letters) is picked up from its state.

    Args:
        choice_until_at: until when people may move to another session before their money goes back
            by itself; without it, it goes back at once.

    Raises:
        Refusal: ``not-cancelled``: it is a draft, or was called off already; ``choice-passed``.
    """
    if choice_until_at is not None and choice_until_at <= clock.now():
        raise Refusal(
            _("The last moment for a choice lies ahead of now. Choose a later one."),
            code="choice-passed",
        )
    with transaction.atomic():
        move(
            session,
            SessionState.PUBLISHED,
            SessionState.CANCELLED,
            cancelled_at=clock.now(),
            choice_until_at=choice_until_at,
            otherwise=_("Only a published session can be called off."),
            code="not-cancelled",
        )
        audit.record(actor, "session.cancelled", f"session:{session.ref}")
    wake(TOPIC)


def delete_draft(session: Session) -> None:
    """Delete a draft that nobody has seen.

    Raises:
        Refusal: ``not-a-draft``.
    """
    if session.state != SessionState.DRAFT:
        raise Refusal(_("Only a draft can be deleted; call this session off."), code="not-a-draft")
    session.delete()


def set_teaching(session: Session, person: User, role: TeachingRole, *, line: str = "") -> Teaching:
    """Give a person a part in a session, or change it."""
    teaching, _created = Teaching.objects.update_or_create(
        session=session, person=person, defaults={"role": role, "line": line}
    )
    wake(TOPIC)
    return teaching


def end_teaching(session: Session, person: User) -> None:
    """Take a person's part in a session away."""
    Teaching.objects.filter(session=session, person=person).delete()
    wake(TOPIC)


def rederive(now: datetime) -> int:
    """Recompute the instants of sessions to come after a change of zone data; return how many moved."""
    moved = 0
    for session in Session.objects.filter(ends_at__gt=now):
        old = {name: getattr(session, name) for name in ("starts_at", "ends_at")}
        old["booking_closes_at"] = session.booking_closes_at
        try:
            fields = _times(
                session.starts_local,
                session.ends_local,
                session.zone,
                session.booking_closes_local,
            )
        except Refusal:  # the hour has ceased to exist; staff see it at the next change
            continue
        new = {name: fields[name] for name in old}
        if new != old:
            moved += swap(session, old, **new)
    if moved:
        wake(TOPIC)
    return moved


def _times(
    starts_local: datetime, ends_local: datetime, zone: str, closes_local: datetime | None
) -> dict[str, Any]:
    if not is_zone(zone):
        raise Refusal(
            _("“%(zone)s” is not a time zone. Write it like Europe/Kyiv.") % {"zone": zone},
            code="unknown-zone",
        )
    if ends_local <= starts_local:
        raise Refusal(_("A session ends after it starts."), code="ends-first")
    if closes_local is not None and closes_local > starts_local:
        raise Refusal(_("Booking closes before the session starts."), code="closes-late")
    return {
        "starts_local": starts_local,
        "ends_local": ends_local,
        "zone": zone,
        "starts_at": to_instant(starts_local, zone),
        "ends_at": to_instant(ends_local, zone),
        "booking_closes_local": closes_local,
        "booking_closes_at": to_instant(closes_local, zone) if closes_local else None,
    }

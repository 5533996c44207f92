"""Going in: the gate is asked, the coming is noted, the way in is made at that moment."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from courseplatform.kit import wording
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courses.enrolment.models import Enrolment, EnrolmentState
from courses.webinars.gate import Gate, gate_at, lets_in
from courses.webinars.models import Attendance, EvidenceSource, Webinar, WebinarState
from courses.webinars.providers.contract import Guest
from courses.webinars.providers.registry import provider


def gate_of(webinar: Webinar, now: datetime) -> Gate:
    """Return what the webinar's gate shows at ``now``."""
    return gate_at(
        now,
        opens_at=webinar.gate_opens_at,
        starts_at=webinar.starts_at,
        ends_at=webinar.ends_at,
        called_off=webinar.state == WebinarState.CALLED_OFF,
    )


def admit(webinar: Webinar, person: User, now: datetime) -> str:
    """Let ``person`` into ``webinar``: note that they came, and return the address to go to.

    A second press changes nothing but the time last seen. Staff go in under their own name and
    leave no attendance.

    Raises:
        Refusal: the gate is closed, the webinar over or called off, or its link not ready.
    """
    gate = gate_of(webinar, now)
    if not lets_in(gate):
        raise Refusal(
            _why_not(gate, webinar), code=f"gate-{gate}", next_url=webinar.get_absolute_url()
        )
    enrolment = enrolment_of(webinar, person)
    guest = Guest(key=person.ref, name=shown_name(enrolment, person))
    address = provider(webinar.provider).entrance(webinar, guest)
    if not address:
        raise Refusal(
            _(
                "The meeting link is not set yet. The organiser has been told; "
                "press “Join” again in a few minutes."
            ),
            code="link-missing",
            next_url=webinar.get_absolute_url(),
        )
    if enrolment:
        note_coming(webinar, person, now)
    return address


def enrolment_of(webinar: Webinar, person: User) -> Enrolment | None:
    """Return the person's enrolment in the webinar's session; None for staff."""
    return Enrolment.objects.filter(
        session=webinar.session_id, person=person, state=EnrolmentState.ACTIVE
    ).first()


def shown_name(enrolment: Enrolment | None, person: User) -> str:
    """Return the name one has in the meeting: the cover name, for staff their own, no address."""
    return enrolment.alias if enrolment else person.name or _("Host")


def note_coming(webinar: Webinar, person: User, now: datetime) -> None:
    """Leave the gate's evidence: first seen once, last seen moved on."""
    _row, created = Attendance.objects.get_or_create(
        webinar=webinar,
        person=person,
        source=EvidenceSource.GATE,
        defaults={"joined_at": now, "left_at": now, "recorded_at": now},
    )
    if not created:
        seen_again(webinar, person, now)


def seen_again(webinar: Webinar, person: User, now: datetime) -> None:
    """Move the time last seen at the gate forward, never back."""
    Attendance.objects.filter(
        webinar=webinar, person=person, source=EvidenceSource.GATE, left_at__lt=now
    ).update(left_at=now, recorded_at=F("recorded_at"))


def _why_not(gate: Gate, webinar: Webinar) -> str:
    if gate is Gate.CLOSED:
        return _("The gate opens on %(when)s (%(zone)s). Come back then.") % {
            "when": wording.span(webinar.gate_opens_at, None, webinar.zone),
            "zone": wording.zone_name(webinar.zone),
        }
    if gate is Gate.CALLED_OFF:
        return _("This webinar was called off. Your course room shows all other dates.")
    return _("This webinar is over. Its recording appears on this page when it is ready.")

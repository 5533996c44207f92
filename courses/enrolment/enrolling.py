"""One person on one confirmed place, under a cover name."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.constraints import violated
from courseplatform.kit.moves import try_move
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people.models import User
from courses.enrolment import aliases
from courses.enrolment.models import EndReason, Enrolment, EnrolmentState, Place, PlaceState
from courses.enrolment.places import TOPIC

TRIES = 8  # two people may draw the same name at the same moment


def enrol(place: Place, person: User) -> Enrolment:
    """Enrol ``person`` on a confirmed place; a second call for the same two returns the first's.

    Raises:
        Refusal: ``place-not-confirmed``, ``place-in-use`` or ``already-enrolled``.
    """
    if place.state != PlaceState.CONFIRMED:
        raise Refusal(
            _("This place is not confirmed yet, so nobody can be enrolled on it."),
            code="place-not-confirmed",
        )
    known = Enrolment.objects.filter(place=place, state=EnrolmentState.ACTIVE).first()
    if known:
        return _same(known, person)
    for _try in range(TRIES):
        enrolment = _draw(place, person)
        if enrolment:
            wake(TOPIC)
            return enrolment
    raise Refusal(_("No cover name could be drawn just now. Try again."), code="no-alias")


def end(enrolment: Enrolment, reason: EndReason) -> bool:
    """End an active enrolment; tell whether this call did. The place is the caller's affair."""
    ended = try_move(
        enrolment,
        EnrolmentState.ACTIVE,
        EnrolmentState.ENDED,
        ended_reason=reason,
        ended_at=clock.now(),
    )
    if ended:
        wake(TOPIC)
    return ended


def _same(known: Enrolment, person: User) -> Enrolment:
    if known.person_id == person.pk:
        return known
    raise Refusal(_("Somebody else is enrolled on this place."), code="place-in-use")


def _draw(place: Place, person: User) -> Enrolment | None:
    used = Enrolment.objects.filter(session_id=place.session_id).values_list("alias", flat=True)
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                place=place,
                session_id=place.session_id,
                person=person,
                alias=secrets.choice(aliases.free(set(used))),
                started_at=clock.now(),
            )
    except IntegrityError as error:
        return _after(error, place, person)


def _after(error: IntegrityError, place: Place, person: User) -> Enrolment | None:
    """Return what the loser of a race should see; None means: draw another name."""
    constraint = violated(error)
    if constraint == "an_alias_means_one_person_in_a_session":
        return None
    if constraint == "one_person_on_a_place_at_a_time":
        return _same(Enrolment.objects.get(place=place, state=EnrolmentState.ACTIVE), person)
    if constraint == "one_active_enrolment_for_each_person_in_a_session":
        raise Refusal(
            _("This person is already enrolled in the session."), code="already-enrolled"
        ) from error
    raise error

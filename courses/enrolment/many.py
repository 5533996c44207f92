"""Several places of a session at once, for a company: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.catalogue.status import closes_at
from courses.enrolment import places, redeeming, seats
from courses.enrolment.models import Place, PlaceSource, PlaceState
from courses.enrolment.offering import queue_rules
from courses.pricing.models import Voucher


def hold(
    session: Session,
    number: int,
    until: datetime,
    *,
    holder: User | None = None,
    voucher: Voucher | None = None,
    passes_queue: bool = False,
) -> list[Place]:
    """Hold ``number`` places until an instant; the counter moves last, once.

    Joins the surrounding transaction, which takes all of it back when anything fails.

    Args:
        holder: whom the first of the places is for; the others wait for a claim.
        voucher: one use is counted for each place; places that are kept for it are drawn first.
        passes_queue: staff decided that those who wait are passed, and that booking need not be open.

    Raises:
        Refusal: ``session-not-open``, ``session-full``, ``too-few-free``, ``has-place`` (of the
            holder) or ``voucher-used-up``.
    """
    now = clock.now()
    with transaction.atomic():
        fresh = Session.objects.select_related("course").get(pk=session.pk)
        if not passes_queue:
            places.refuse_if_not_bookable(fresh, now)
        kept = [redeeming.use(voucher, fresh) for _place in range(number)]
        free_for_all = kept.count(False)
        waited_for = queue_rules(now, closes_at(fresh)) and places.somebody_waits(fresh)
        if free_for_all and waited_for and not passes_queue:
            raise seats.full(fresh)
        rows = [
            Place(
                session=fresh,
                holder=holder if nth == 0 else None,
                source=PlaceSource.STAFF if passes_queue else PlaceSource.COMPANY,
                voucher=voucher,
                from_reserve=drawn,
                held_until=until,
                created_at=now,
            )
            for nth, drawn in enumerate(kept)
        ]
        with places.one_each(fresh), transaction.atomic():
            made = Place.objects.bulk_create(rows)
        if free_for_all and not seats.try_take(fresh, free_for_all):
            raise too_few(fresh, number)
    return made


def secure(found: Sequence[Place]) -> bool:
    """Confirm held places, and take again those that were given back meanwhile: all or none.

    False, and nothing is changed, where a place that is missing is no longer free.
    """
    try:
        with transaction.atomic():
            for place in found:
                _secure(place)
    except Refusal:
        for place in found:
            place.refresh_from_db()
        return False
    return True


def too_few(session: Session, number: int) -> Refusal:
    """Return the refusal that says how many places are free."""
    free = max(0, Session.objects.get(pk=session.pk).free)
    if not free:
        return seats.full(session)
    sentence = ngettext(
        "You asked for %(number)s places, and %(free)s is free. Choose fewer, or ask us for a "
        "session of your own.",
        "You asked for %(number)s places, and %(free)s are free. Choose fewer, or ask us for a "
        "session of your own.",
        free,
    )
    return Refusal(sentence % {"number": number, "free": free}, code="too-few-free")


def _secure(place: Place) -> None:
    if place.state == PlaceState.HELD:
        places.confirm(place)
    elif place.state != PlaceState.CONFIRMED and not places.reclaim(place):
        raise Refusal(_("A place is no longer free."), code="session-full")

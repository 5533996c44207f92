"""The life of a place: held, confirmed, given back. Each change is one compare-and-swap."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.constraints import violated
from courseplatform.kit.moves import move, swap, try_move
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.catalogue.status import closes_at, is_bookable
from courses.enrolment import redeeming, seats
from courses.enrolment.models import (
    LIVE,
    Place,
    PlaceSource,
    PlaceState,
    Waiting,
    WaitingState,
)
from courses.enrolment.offering import queue_rules
from courses.pricing.models import Voucher

TOPIC = "places"  # somebody came, went or gave a place back
ONE_EACH = "one_live_place_for_each_person_in_a_session"
HAS_PLACE = "has-place"


def hold_place(
    session: Session,
    person: User,
    until: datetime,
    *,
    source: PlaceSource = PlaceSource.CHECKOUT,
    voucher: Voucher | None = None,
) -> Place:
    """Hold a place of ``session`` for ``person`` until an instant; the counter moves last.

    A place that the waiting list offered to the person is taken up, and one that is kept for the
    voucher is drawn; otherwise nobody passes those who wait. Joins the surrounding transaction.

    Args:
        voucher: one use of it is counted with the place, and given back with it.

    Raises:
        Refusal: ``session-not-open``, ``session-full``, ``has-place`` or ``voucher-used-up``;
            nothing was changed.
    """
    now = clock.now()
    with transaction.atomic():
        fresh = Session.objects.select_related("course").get(pk=session.pk)
        refuse_if_not_bookable(fresh, now)
        kept = redeeming.use(voucher, fresh)
        taken_up = _take_up_offer(fresh, person, until, now)
        if taken_up:
            return redeeming.note(taken_up, voucher, kept=kept)
        if not kept and queue_rules(now, closes_at(fresh)) and somebody_waits(fresh):
            raise seats.full(fresh)
        return take_place(fresh, person, until, source=source, now=now, voucher=voucher, kept=kept)


def take_place(
    session: Session,
    person: User | None,
    until: datetime,
    *,
    source: PlaceSource,
    now: datetime,
    voucher: Voucher | None = None,
    kept: bool = False,
) -> Place:
    """Take a free place, whoever waits: for an offer to the first in the queue, or for staff.

    Args:
        voucher: its use is counted already.
        kept: the place was drawn from the voucher's reserve, so that it is counted already.

    Raises:
        Refusal: ``has-place`` or ``session-full``.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                place = Place.objects.create(
                    session=session,
                    holder=person,
                    state=PlaceState.HELD,
                    source=source,
                    voucher=voucher,
                    from_reserve=kept,
                    held_until=until,
                    created_at=now,
                )
        except IntegrityError as error:
            if violated(error) == ONE_EACH:
                raise has_place(session) from error
            raise
        if not kept:
            seats.take(session)
    return place


def live_place(session: Session, person: User) -> Place | None:
    """Return the place that ``person`` holds or has in ``session``, if any."""
    return Place.objects.filter(session=session, holder=person, state__in=LIVE).first()


def is_offered(place: Place) -> bool:
    """Tell whether a place is an offer of the waiting list that nobody has taken up yet."""
    return Waiting.objects.filter(place=place, state=WaitingState.OFFERED).exists()


def extend(place: Place, until: datetime) -> bool:
    """Hold a held place until another instant; tell whether it was still held."""
    return swap(place, {"state": PlaceState.HELD}, held_until=until)


def confirm(place: Place) -> None:
    """Confirm a held place: it is paid, or given for nothing.

    Raises:
        Refusal: ``place-not-held``: it was released meanwhile, or is confirmed already.
    """
    move(
        place,
        PlaceState.HELD,
        PlaceState.CONFIRMED,
        held_until=None,
        confirmed_at=clock.now(),
        otherwise=_("This place is no longer held. Choose the session again."),
        code="place-not-held",
    )


def release(place: Place) -> bool:
    """Give up a held place; tell whether this call did (False: somebody was quicker)."""
    with transaction.atomic():
        if not _leave(place, PlaceState.HELD, PlaceState.RELEASED):
            return False
        redeeming.give_up(place)
    wake(TOPIC)
    return True


def reclaim(place: Place) -> bool:
    """Confirm a place that was released, for money that came late; tell whether one was free.

    False also when the person has another live place in the session by now, or when no use is left
    of the voucher that made it cheaper.
    """
    try:
        with transaction.atomic():
            kept = redeeming.use(place.voucher, place.session)
            took = try_move(
                place,
                PlaceState.RELEASED,
                PlaceState.CONFIRMED,
                from_reserve=kept,
                ended_at=None,
                confirmed_at=clock.now(),
            )
            if not took:
                raise _gone()
            if not kept:
                seats.take(place.session)
            return True
    except (Refusal, IntegrityError):
        place.refresh_from_db()
        return False


def cancel(place: Place, to: PlaceState = PlaceState.CANCELLED, *, keeps_use: bool = False) -> bool:
    """End a confirmed place (cancelled, revoked or transferred); tell whether this call did.

    Args:
        keeps_use: its voucher stays counted: for a revoked place, or since the use went along to
            another one.
    """
    with transaction.atomic():
        if not _leave(place, PlaceState.CONFIRMED, to):
            return False
        if keeps_use or to == PlaceState.REVOKED:
            seats.give_back(place.session_id)
        else:
            redeeming.give_up(place)
    wake(TOPIC)
    return True


def refuse_if_not_bookable(session: Session, now: datetime) -> None:
    """Refuse when a session takes no bookings at all; a full one passes.

    Raises:
        Refusal: ``session-not-open``.
    """
    if is_bookable(session, now):
        return
    raise Refusal(
        _("This session takes no more bookings. The course page lists the open sessions."),
        code="session-not-open",
        next_url=session.course.get_absolute_url(),
    )


def has_place(session: Session) -> Refusal:
    """Return the refusal for a person who already has a place."""
    return Refusal(
        _("You already have a place in this session, or are paying for one. See your courses."),
        code=HAS_PLACE,
        next_url=session.get_absolute_url(),
    )


def _gone() -> Refusal:
    return Refusal(_("This place is no longer held. Choose the session again."), code="place-gone")


def _leave(place: Place, from_: PlaceState, to: PlaceState) -> bool:
    return try_move(place, from_, to, held_until=None, ended_at=clock.now())


def somebody_waits(session: Session) -> bool:
    """Tell whether a place that comes free is for somebody who waits."""
    return Waiting.objects.filter(session=session, state=WaitingState.WAITING).exists()


def _take_up_offer(session: Session, person: User, until: datetime, now: datetime) -> Place | None:
    offer = (
        Waiting.objects.filter(
            session=session, person=person, state=WaitingState.OFFERED, offer_until__gt=now
        )
        .select_related("place")
        .first()
    )
    if offer is None or offer.place is None:
        return None
    if not try_move(offer, WaitingState.OFFERED, WaitingState.HELD, settled_at=now):
        return None
    if not extend(offer.place, until):
        raise Refusal(
            _("This offer has just ended. Join the waiting list again."),
            code="offer-ended",
            next_url=session.get_absolute_url(),
        )
    return offer.place

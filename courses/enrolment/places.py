"""The life of a place: held, confirmed, given back. Each change is one compare-and-swap."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
from courses.enrolment import redeeming, seats, taking_up
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


@dataclass(frozen=True)
class Hold:
    """A place that is written, and whether ``Session.taken`` has it already.

    Only a taken-up offer and a place that was kept for a voucher are counted from before.
    """

    place: Place
    is_counted: bool

    def count(self) -> None:
        """Count the place, as the last act of its transaction: others wait for this row.

        Raises:
            Refusal: ``session-full``; the transaction takes everything back.
        """
        if not self.is_counted:
            seats.take(self.place.session)


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
    with transaction.atomic():
        hold = write_hold(session, person, until, source=source, voucher=voucher)
        hold.count()
    return hold.place


def write_hold(
    session: Session,
    person: User,
    until: datetime,
    *,
    source: PlaceSource = PlaceSource.CHECKOUT,
    voucher: Voucher | None = None,
) -> Hold:
    """Write the place of ``hold_place``; whoever calls this calls ``count`` last of all.

    Between the two, what belongs to the place is written while nobody waits for the session's row.
    Needs a transaction around it, which a Refusal must end.

    Raises:
        Refusal: as ``hold_place``.
    """
    now = clock.now()
    fresh = Session.objects.get(pk=session.pk)
    fresh.course = session.course
    refuse_if_not_bookable(fresh, now)
    kept = redeeming.use(voucher, fresh)
    first = taking_up.first_turn(fresh, person, now)
    offered = first and taking_up.take_up(first, until, now)
    if offered:
        return Hold(redeeming.note(offered, voucher, kept=kept), is_counted=True)
    waited_for = first is not None and queue_rules(now, closes_at(fresh))
    if not kept and (waited_for or not fresh.free):
        raise has_place(fresh) if live_place(fresh, person) else seats.full(fresh)
    with one_each(fresh):
        place = _write(fresh, person, until, source=source, now=now, voucher=voucher, kept=kept)
    return Hold(place, is_counted=kept)


def take_place(
    session: Session,
    person: User | None,
    until: datetime,
    *,
    source: PlaceSource,
    now: datetime,
) -> Place:
    """Take a free place, whoever waits: for an offer to the first in the queue, or for staff.

    Raises:
        Refusal: ``has-place`` or ``session-full``.
    """
    with one_each(session), transaction.atomic():
        place = _write(session, person, until, source=source, now=now)
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


def refuse_at_the_door(session: Session, now: datetime) -> None:
    """Refuse somebody with neither a place nor a voucher whom ``hold_place`` could only refuse too.

    Reads nothing: of a crowd for the last places most are answered here.

    Args:
        session: as it was just read.

    Raises:
        Refusal: ``session-not-open`` or ``session-full``.
    """
    refuse_if_not_bookable(session, now)
    if not session.free:
        raise seats.full(session)


def has_place(session: Session) -> Refusal:
    """Return the refusal for a person who already has a place."""
    return Refusal(
        _("You already have a place in this session, or are paying for one. See your courses."),
        code=HAS_PLACE,
        next_url=session.get_absolute_url(),
    )


@contextmanager
def one_each(session: Session) -> Iterator[None]:
    """Turn the database's no to a person's second place in ``session`` into its refusal.

    The course of ``session`` is read already, or the transaction of the block ends inside it: after
    the no, nothing more can be read in it.
    """
    try:
        yield
    except IntegrityError as error:
        if violated(error) == ONE_EACH:
            raise has_place(session) from error
        raise


def _gone() -> Refusal:
    return Refusal(_("This place is no longer held. Choose the session again."), code="place-gone")


def _write(
    session: Session,
    person: User | None,
    until: datetime,
    *,
    source: PlaceSource,
    now: datetime,
    voucher: Voucher | None = None,
    kept: bool = False,
) -> Place:
    return Place.objects.create(
        session=session,
        holder=person,
        source=source,
        voucher=voucher,
        from_reserve=kept,
        held_until=until,
        created_at=now,
    )


def _leave(place: Place, from_: PlaceState, to: PlaceState) -> bool:
    return try_move(place, from_, to, held_until=None, ended_at=clock.now())


def somebody_waits(session: Session) -> bool:
    """Tell whether a place that comes free is for somebody who waits."""
    return Waiting.objects.filter(session=session, state=WaitingState.WAITING).exists()

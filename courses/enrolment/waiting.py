"""The waiting list: a queue in which an offer is a held place with a deadline."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.constraints import violated
from courseplatform.kit.moves import move, try_move
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.letters.writing import write
from courseplatform.people.models import User
from courses.catalogue.facts import session_facts
from courses.catalogue.models import Session
from courses.catalogue.status import closes_at
from courses.enrolment import places, seats
from courses.enrolment.declining import token_of
from courses.enrolment.models import PlaceSource, Waiting, WaitingState
from courses.enrolment.offering import LAST_OFFER, offer_until, queue_rules

BATCH = 100
OPEN = (WaitingState.WAITING, WaitingState.OFFERED)


def join(session: Session, person: User) -> Waiting:
    """Put ``person`` at the end of the queue; whoever is in it already keeps their turn.

    Raises:
        Refusal: ``session-not-open``, ``has-place``, or ``places-free`` when there is no need to
            wait.
    """
    now = clock.now()
    with transaction.atomic():
        fresh = Session.objects.select_related("course").get(pk=session.pk)
        places.refuse_if_not_bookable(fresh, now)
        known = turn(fresh, person)
        if known:
            return known
        if places.live_place(fresh, person):
            raise places.has_place(fresh)
        if fresh.free and not queue_length(fresh):
            raise Refusal(
                _("There are free places in this session, so you need not wait. Book one."),
                code="places-free",
                next_url=fresh.get_absolute_url(),
            )
        return _queue(fresh, person, now)


def turn(session: Session, person: User) -> Waiting | None:
    """Return the person's open row in the queue of ``session``, waiting or offered."""
    return (
        Waiting.objects.filter(session=session, person=person, state__in=OPEN)
        .select_related("place")
        .first()
    )


def turns_of(person: User) -> list[Waiting]:
    """Return the person's open turns, next session first; ``ahead`` says how many are before each.

    One query for any number of turns.
    """
    before = Q(turn_at__lt=OuterRef("turn_at")) | Q(
        turn_at=OuterRef("turn_at"), pk__lt=OuterRef("pk")
    )
    queue = Waiting.objects.filter(
        before, session=OuterRef("session"), state=WaitingState.WAITING
    ).order_by()
    counted = queue.values("session").annotate(number=Count("pk")).values("number")
    return list(
        Waiting.objects.filter(person=person, state__in=OPEN)
        .select_related("session__course")
        .annotate(ahead=Coalesce(Subquery(counted), 0))
        .order_by("session__starts_at", "pk")
    )


def queue_length(session: Session) -> int:
    """Return how many people wait (those with an offer have left the queue)."""
    return Waiting.objects.filter(session=session, state=WaitingState.WAITING).count()


def position(waiting: Waiting) -> int:
    """Return the place in the queue: 1 is next."""
    before = Q(turn_at__lt=waiting.turn_at) | Q(turn_at=waiting.turn_at, pk__lt=waiting.pk)
    ahead = Waiting.objects.filter(
        before, session_id=waiting.session_id, state=WaitingState.WAITING
    )
    return ahead.count() + 1


def leave(waiting: Waiting) -> None:
    """Leave the queue, or turn an offer down; the place goes to the next.

    Raises:
        Refusal: ``not-waiting``: it was settled meanwhile.
    """
    if try_move(waiting, WaitingState.WAITING, WaitingState.LEFT, settled_at=clock.now()):
        wake(places.TOPIC)
        return
    decline(waiting)


def decline(waiting: Waiting) -> None:
    """Turn an offer down; the place goes to the next.

    Raises:
        Refusal: ``not-waiting``: it was settled meanwhile.
    """
    with transaction.atomic():
        move(
            waiting,
            WaitingState.OFFERED,
            WaitingState.DECLINED,
            settled_at=clock.now(),
            otherwise=_("This turn in the waiting list has ended already; nothing was changed."),
            code="not-waiting",
        )
        _give_up_place(waiting)


def offer_next(session: Session) -> Waiting | None:
    """Offer a free place to the first in the queue; None when nothing is free or nobody waits.

    The offer is a held place that counts; its deadline keeps out of the person's night.
    """
    now = clock.now()
    if not queue_rules(now, closes_at(session)):
        return None
    with transaction.atomic():
        first = (
            # Not skipping locked rows: a second sweep would offer to the second in the queue first.
            Waiting.objects.select_for_update(of=("self",), no_key=True)
            .select_related("person")
            .filter(session=session, state=WaitingState.WAITING)
            .order_by("turn_at", "pk")
            .first()
        )
        return offer_to(session, first, now) if first else None


def offer_to(session: Session, first: Waiting, now: datetime) -> Waiting | None:
    """Offer a free place to a turn that the caller has locked; None when no place is free.

    Somebody who has a place by now leaves the queue, and the next one is offered it.
    """
    person = first.person
    until = offer_until(now, person.zone or session.zone, closes_at(session))
    try:
        place = places.take_place(session, person, until, source=PlaceSource.OFFER, now=now)
    except Refusal as refusal:
        if refusal.code == seats.FULL:
            return None
        try_move(first, WaitingState.WAITING, WaitingState.LEFT, settled_at=now)
        return offer_next(session)
    try_move(
        first,
        WaitingState.WAITING,
        WaitingState.OFFERED,
        place=place,
        offered_at=now,
        offer_until=until,
    )
    write(
        f"waiting-offer:{first.ref}",
        "waiting_offer",
        to=person,
        context={
            **session_facts(session),
            "offer_until": until.isoformat(),
            "waiting_path": first.get_absolute_url(),
            "decline_path": reverse("waiting-declining", args=[token_of(first)]),
        },
    )
    return first


def offer_free_places(now: datetime) -> int:
    """Offer every free place that somebody waits for; return how many offers went out."""
    waiting = Waiting.objects.filter(state=WaitingState.WAITING)
    sessions = Session.objects.filter(
        pk__in=waiting.values("session"),
        state="published",
        starts_at__gt=now + LAST_OFFER,
        taken__lt=F("capacity"),
    ).select_related("course")
    offered = 0
    for session in sessions:
        while offered < BATCH and offer_next(session):
            offered += 1
    return offered


def lapse(now: datetime) -> int:
    """End the offers whose time is over and give their places back; return how many."""
    over = Waiting.objects.filter(state=WaitingState.OFFERED, offer_until__lte=now).select_related(
        "place", "person", "session__course"
    )
    return sum(_lapse(waiting, now) for waiting in over[:BATCH])


def close_queues(now: datetime) -> int:
    """End the queues of sessions that began or were called off, there with what was offered."""
    called_off = Q(session__state="cancelled")
    ended = Waiting.objects.filter(
        Q(called_off | Q(session__starts_at__lte=now), state=WaitingState.WAITING)
        | Q(called_off, state=WaitingState.OFFERED)
    ).select_related("session__course", "person", "place")
    return sum(_close(waiting, now) for waiting in ended[:BATCH])


def _queue(session: Session, person: User, now: datetime) -> Waiting:
    try:
        with transaction.atomic():
            return Waiting.objects.create(
                session=session, person=person, queued_at=now, turn_at=now
            )
    except IntegrityError as error:
        if violated(error) != "one_turn_in_the_queue_for_each_person":
            raise
        return Waiting.objects.get(session=session, person=person, state__in=OPEN)


def _lapse(waiting: Waiting, now: datetime) -> int:
    with transaction.atomic():
        if not try_move(waiting, WaitingState.OFFERED, WaitingState.LAPSED, settled_at=now):
            return 0
        write(
            f"waiting-lapsed:{waiting.ref}",
            "waiting_lapsed",
            to=waiting.person,
            context=session_facts(waiting.session),
        )
        _give_up_place(waiting)
    return 1


def _close(waiting: Waiting, now: datetime) -> int:
    with transaction.atomic():
        if try_move(waiting, WaitingState.OFFERED, WaitingState.LAPSED, settled_at=now):
            _give_up_place(waiting)
        elif not try_move(waiting, WaitingState.WAITING, WaitingState.LEFT, settled_at=now):
            return 0
        write(
            f"waiting-closed:{waiting.ref}",
            "waiting_closed",
            to=waiting.person,
            context={
                **session_facts(waiting.session),
                "course_path": waiting.session.course.get_absolute_url(),
                "called_off": waiting.session.state == "cancelled",
            },
        )
    return 1


def _give_up_place(waiting: Waiting) -> None:
    if waiting.place:
        places.release(waiting.place)

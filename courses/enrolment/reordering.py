"""What staff do to a waiting list: move a turn, offer out of turn, take somebody out.

Each act has a reason and leaves an audit row; free words stay on the turn, where they can be erased.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.enrolment import places, waiting
from courses.enrolment.models import Waiting, WaitingState


class Why(StrEnum):
    """Why staff change the order of a queue."""

    PROMISED = "promised"  # somebody had been promised a place
    CALLED_OFF = "called-off"  # they lost a place that the organiser called off
    ACCESS = "access"  # the person could not have come in time
    MISTAKE = "mistake"  # ours
    ASKED = "asked"  # the person asked for it
    OTHER = "other"


def move_turn(turn: Waiting, to: int, *, why: Why, note: str, actor: User) -> int:
    """Move a turn to a position of its queue (1 is next); return the position it had.

    The others keep their order among themselves.

    Raises:
        Refusal: ``not-waiting``: it was offered a place, or has ended, meanwhile.
    """
    with transaction.atomic():
        queue = _locked(turn.session)
        order = [row.pk for row in queue]
        if turn.pk not in order:
            raise _not_waiting()
        was = order.index(turn.pk) + 1
        order.insert(min(max(to, 1), len(order)) - 1, order.pop(was - 1))
        slots = iter(_slots(queue))
        for pk in order:
            Waiting.objects.filter(pk=pk).update(turn_at=next(slots))
        _record(turn, "waiting.moved", why, note, actor, was=was, now=order.index(turn.pk) + 1)
    wake(places.TOPIC)
    return was


def offer_now(turn: Waiting, *, why: Why, note: str, actor: User) -> Waiting:
    """Offer a free place to one turn, whoever is before it.

    Raises:
        Refusal: ``not-waiting``, or ``nothing-free``.
    """
    now = clock.now()
    with transaction.atomic():
        queue = {row.pk: row for row in _locked(turn.session)}
        if turn.pk not in queue:
            raise _not_waiting()
        places.refuse_if_not_bookable(turn.session, now)
        offered = waiting.offer_to(turn.session, queue[turn.pk], now)
        if offered is None or offered.pk != turn.pk:
            raise Refusal(
                _("No place is free to offer. Give the session more places first."),
                code="nothing-free",
            )
        _record(offered, "waiting.offered", why, note, actor)
    return offered


def take_out(turn: Waiting, *, why: Why, note: str, actor: User) -> None:
    """Take somebody out of the queue, or take an offer back; the place goes to the next.

    Raises:
        Refusal: ``not-waiting``.
    """
    with transaction.atomic():
        waiting.leave(turn)
        _record(turn, "waiting.taken-out", why, note, actor)


def _locked(session: Session) -> list[Waiting]:
    return list(
        Waiting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person")
        .filter(session=session, state=WaitingState.WAITING)
        .order_by("turn_at", "pk")
    )


def _slots(queue: list[Waiting]) -> list[object]:
    """Return the instants that order the queue, each later than the one before."""
    slots = [queue[0].turn_at]
    for row in queue[1:]:
        slots.append(max(row.turn_at, slots[-1] + timedelta(microseconds=1)))
    return list(slots)


def _record(turn: Waiting, act: str, why: Why, note: str, actor: User, **facts: int) -> None:
    Waiting.objects.filter(pk=turn.pk).update(staff_note=note.strip()[:300])
    audit.record(actor, act, f"waiting:{turn.ref}", why=why.value, **facts)


def _not_waiting() -> Refusal:
    return Refusal(
        _("This person does not wait any more. Reload the page to see the queue."),
        code="not-waiting",
    )

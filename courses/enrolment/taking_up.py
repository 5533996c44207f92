"""What the queue says to somebody who books: their own offer is taken up, and nobody passes another."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from courseplatform.kit.moves import swap, try_move
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.enrolment.models import Place, PlaceState, Waiting, WaitingState


def first_turn(session: Session, person: User, now: datetime) -> Waiting | None:
    """Return the turn that decides about ``person``: their own open offer, else anybody who waits."""
    own = Q(person=person, state=WaitingState.OFFERED, offer_until__gt=now)
    return (
        Waiting.objects.filter(own | Q(state=WaitingState.WAITING), session=session)
        .order_by("state")  # "offered" before "waiting"
        .first()
    )


def take_up(turn: Waiting, until: datetime, now: datetime) -> Place | None:
    """Hold the place of an offer until another instant; None when the turn is no open offer.

    Raises:
        Refusal: ``offer-ended``: its place was given back meanwhile.
    """
    if turn.place is None:
        return None
    if not try_move(turn, WaitingState.OFFERED, WaitingState.HELD, settled_at=now):
        return None
    if not swap(turn.place, {"state": PlaceState.HELD}, held_until=until):
        raise Refusal(
            _("This offer has just ended. Join the waiting list again."),
            code="offer-ended",
            next_url=turn.session.get_absolute_url(),
        )
    return turn.place

"""The one place in the code that moves ``Session.taken``.

The counter is one conditional UPDATE, so two buyers of the last place cannot both pass; a check
constraint stands behind it. Lock order: order, attempt, then this counter, last and shortest.
"""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courses.catalogue.models import Session
from courses.enrolment.models import LIVE, Place

log = logging.getLogger(__name__)
FULL = "session-full"


def take(session: Session) -> None:
    """Count one more place of ``session`` as taken.

    Raises:
        Refusal: ``session-full``; nothing was changed.
    """
    if not try_take(session):
        raise full(session)


def try_take(session: Session) -> bool:
    """Count one more place as taken if one is free; tell whether one was."""
    return bool(
        Session.objects.filter(
            ~Q(state="cancelled"), pk=session.pk, taken__lt=F("capacity")
        ).update(taken=F("taken") + 1)
    )


def give_back(session_id: int) -> None:
    """Count one place less; the place's own state has changed in the same transaction."""
    Session.objects.filter(pk=session_id).update(taken=F("taken") - 1)


def full(session: Session) -> Refusal:
    """Return the refusal that leads to the waiting list."""
    return Refusal(
        _(
            "All places of this session are taken or being paid for. Join the waiting list: "
            "when a place comes free, it is offered in order."
        ),
        code=FULL,
        next_url=f"{session.get_absolute_url()}#waiting-list",
    )


def recount(session_id: int) -> int:
    """Set the counter to the live places there are; return by how much it was wrong.

    The row is locked first and counted in a second statement: whoever has moved the counter has
    committed by then, and whoever has not moves it after us.
    """
    with transaction.atomic():
        session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session_id)
        counted = Place.objects.filter(session=session, state__in=LIVE).count()
        difference = counted - session.taken
        if difference:
            log.error(
                "Session %s: %s places counted, %s noted.", session.ref, counted, session.taken
            )
            Session.objects.filter(pk=session_id).update(taken=counted)
    return difference

"""The one place in the code that moves ``Session.taken``: live places, and those kept for vouchers.

The counter is one conditional UPDATE, so two buyers of the last place cannot both pass; a check
constraint stands behind it. Lock order: order, attempt, then this counter, last and shortest.
"""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courses.catalogue.models import Session
from courses.enrolment.models import LIVE, Place, Reserve, ReserveState

log = logging.getLogger(__name__)
FULL = "session-full"


def take(session: Session, number: int = 1) -> None:
    """Count ``number`` more places of ``session`` as taken.

    Raises:
        Refusal: ``session-full``; nothing was changed.
    """
    if not try_take(session, number):
        raise full(session)


def try_take(session: Session, number: int = 1) -> bool:
    """Count ``number`` more places as taken if so many are free; tell whether they were."""
    return bool(
        Session.objects.filter(
            ~Q(state="cancelled"), pk=session.pk, taken__lte=F("capacity") - number
        ).update(taken=F("taken") + number)
    )


def give_back(session_id: int, number: int = 1) -> None:
    """Count so many places less; their own state has changed in the same transaction."""
    Session.objects.filter(pk=session_id).update(taken=F("taken") - number)


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
    """Set the counter to the live and the kept places there are; return by how much it was wrong.

    The row is locked first and counted in a second statement: whoever has moved the counter has
    committed by then, and whoever has not moves it after us. Both kinds are counted in that one
    statement, because a kept place that is drawn changes its kind without moving the counter.
    """
    with transaction.atomic():
        session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session_id)
        counted = _counted(session)
        difference = counted - session.taken
        if difference:
            log.error(
                "Session %s: %s places counted, %s noted.", session.ref, counted, session.taken
            )
            Session.objects.filter(pk=session_id).update(taken=counted)
    return difference


def _counted(session: Session) -> int:
    """Return the live places and those that are kept, as of one instant."""
    live = Place.objects.filter(session=OuterRef("pk"), state__in=LIVE).order_by()
    kept = Reserve.objects.filter(session=OuterRef("pk"), state=ReserveState.KEPT).order_by()
    found = Session.objects.filter(pk=session.pk).values_list(
        Coalesce(Subquery(live.values("session").annotate(n=Count("pk")).values("n")), 0)
        + Coalesce(Subquery(kept.values("session").annotate(n=Sum("left")).values("n")), 0),
        flat=True,
    )
    return int(found[0])

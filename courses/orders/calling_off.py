"""A session that the organiser called off: every place given back once, whoever dies in the middle.

Each place is a transaction of its own, and its cancellation a row: a run that dies is taken up by the
next one where it stopped. Payment picks up what is owed. ``standing`` says how far all of it is.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from courses.catalogue.models import Session, SessionState
from courses.enrolment.models import EndReason, Place, PlaceState
from courses.orders.companies import company_of
from courses.orders.company_places import CompanyAct, confirmed_of, end_places, reckon_places
from courses.orders.giving_back import Act, end_place, order_of, reckon_place
from courses.orders.lineage import open_transfer
from courses.orders.models import Cancellation, CancelledBy, Order, RefundOwed, RefundState
from courses.orders.reckoning import Basis
from courses.orders.transfers import TransferState

log = logging.getLogger(__name__)
BATCH = 50


@dataclass(frozen=True)
class Standing:
    """How far the giving back of one called-off session is.

    Attributes:
        given_back: the cancellations, with what is owed and how far that is.
        to_do: confirmed places that are still to be given back.
        moving: those of them that wait for a move to another session to end.
        moved: places that moved to another session after it was called off.
    """

    given_back: list[Cancellation]
    to_do: int
    moving: int
    moved: int

    def refunds(self, *states: RefundState) -> list[RefundOwed]:
        """Return the refunds in one of ``states``."""
        owed = (getattr(row, "refund_owed", None) for row in self.given_back)
        return [debt for debt in owed if debt is not None and debt.state in states]

    @property
    def failed(self) -> list[RefundOwed]:
        """Refunds that did not go and need a person."""
        return self.refunds(RefundState.FAILED)


def give_back(now: datetime) -> int:
    """Give back a batch of places of called-off sessions whose time for a choice is over.

    Returns how many; one that fails is logged and tried again, without holding the others up.
    """
    due = _confirmed().filter(
        Q(session__choice_until_at=None) | Q(session__choice_until_at__lte=now)
    )
    return _each(list(due.exclude(transfers_out__state=TransferState.OPEN)[:BATCH]), now)


def call_off(place: Place, now: datetime) -> bool:
    """Give back a confirmed place of a session that was called off; tell whether this call did.

    A place that is moving to another session is left alone until that is done or has lapsed.
    """
    with transaction.atomic():
        order = order_of(place, lock=True)
        place.refresh_from_db()
        if place.state != PlaceState.CONFIRMED or open_transfer(order):
            return False
        if company_of(order):
            return _call_off_company(order, now)
        reckoning = reckon_place(order, place.session, now)
        act = Act(order, reckoning, CancelledBy.ORGANISER, None, now)
        return end_place(act, place, EndReason.SESSION_CANCELLED)


def _call_off_company(order: Order, now: datetime) -> bool:
    """Give all places of a company's order back at once, so that one letter tells the whole sum."""
    found = confirmed_of(order, lock=True)
    basis, giving = reckon_places(order, found, now)
    act = CompanyAct(order, giving, basis, CancelledBy.ORGANISER, None, now)
    return bool(end_places(act, found))


def standing(session: Session) -> Standing:
    """Return how far the giving back of a called-off session is; four queries."""
    confirmed = _confirmed().filter(session=session)
    return Standing(
        given_back=list(
            Cancellation.objects.filter(place__session=session, basis=Basis.ORGANISER)
            .select_related("order__buyer", "enrolment__person", "refund_owed")
            .order_by("pk")
        ),
        to_do=confirmed.count(),
        moving=confirmed.filter(transfers_out__state=TransferState.OPEN).count(),
        moved=Place.objects.filter(
            session=session,
            state=PlaceState.TRANSFERRED,
            ended_at__gte=F("session__cancelled_at"),
        ).count(),
    )


def _confirmed() -> QuerySet[Place]:
    return (
        Place.objects.filter(
            state=PlaceState.CONFIRMED,
            session__state=SessionState.CANCELLED,
            lines__isnull=False,
        )
        .distinct()
        .order_by("pk")
    )


def _each(found: Iterable[Place], now: datetime) -> int:
    done = 0
    for place in found:
        try:
            done += call_off(place, now)
        except Exception:
            log.exception("Place %s of a called-off session could not be given back.", place.ref)
    return done

"""What the page of one session shows: pure facts first, then what concerns the reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from courseplatform.kit.walltime import to_instant_near
from courseplatform.people.models import User
from courses.catalogue.models import Course, Session, SessionQuerySet
from courses.catalogue.status import Status
from courses.enrolment.models import (
    Enrolment,
    EnrolmentState,
    Place,
    PlaceState,
    Waiting,
    WaitingState,
)
from courses.enrolment.places import live_place
from courses.enrolment.waiting import position, turn
from courses.orders.models import Order
from courses.orders.terms import needs_waiver, withdrawal_until
from courses.pricing.models import PriceList, Voucher
from courses.pricing.quote import Buyer, Quote, quote
from courses.pricing.refunds import dated
from courses.pricing.wording import PolicyLine, Row, policy_lines, quote_rows, until
from courses.storefront.session_cards import shown_status, with_queue
from courses.webinars.models import Webinar, WebinarState


@dataclass(frozen=True)
class Part:
    """One part of the day with its instants."""

    starts_at: datetime
    ends_at: datetime
    title: str
    text: str
    is_break: bool


@dataclass(frozen=True)
class SessionFacts:
    """What everybody sees of a session.

    Attributes:
        withdrawal: the last day of the right of withdrawal in words; empty where there is none.
        held: how many of the taken places are being paid for.
        queue: how many people wait.
        quote: None as long as there is no price list.
        needs_waiver: a person must give up the right of withdrawal to book.
    """

    session: Session
    status: Status
    held: int
    queue: int
    buyer: Buyer
    quote: Quote | None
    price_rows: list[Row]
    policy: list[PolicyLine]
    withdrawal: str
    needs_waiver: bool
    programme: list[Part]
    meetings: list[Webinar] = field(default_factory=list)

    @property
    def total_minor(self) -> int:
        """What a place costs now; nothing as long as there is no price list."""
        return self.quote.total_minor if self.quote else 0

    @property
    def can_book(self) -> bool:
        """Whether a free place can be held by anybody."""
        return self.status is Status.OPEN and self.quote is not None


@dataclass(frozen=True)
class Mine:
    """What a signed-in reader has to do with a session; ``position`` is theirs in the queue."""

    enrolment: Enrolment | None = None
    order: Order | None = None
    turn: Waiting | None = None
    position: int = 0

    @property
    def has_offer(self) -> bool:
        """Whether a place is held for the reader by an offer."""
        return self.turn is not None and self.turn.state == WaitingState.OFFERED


def sessions_with_counts(base: SessionQuerySet) -> QuerySet[Session]:
    """Add to sessions how many places are being paid for and how many people wait."""
    return with_queue(base.select_related("course", "prices")).annotate(
        held=Count("places", filter=Q(places__state=PlaceState.HELD))
    )


def facts(
    session: Session,
    now: datetime,
    buyer: Buyer = Buyer.PERSON,
    voucher: Voucher | None = None,
) -> SessionFacts:
    """Return what everybody sees; ``session`` comes from ``sessions_with_counts``.

    Args:
        voucher: one that is good for this session and reader; the price is told with it.
    """
    quoted = price_now(session, now, buyer, voucher)
    paying = quoted is not None and not quoted.is_free
    ends = withdrawal_until(now, session.zone)
    return SessionFacts(
        session=session,
        status=shown_status(session, now),
        held=getattr(session, "held", 0),
        queue=_queue(session),
        buyer=buyer,
        quote=quoted,
        price_rows=quote_rows(quoted, session.zone) if quoted else [],
        policy=_policy(session, session.prices, quoted, now) if quoted and paying else [],
        withdrawal=until(ends, session.zone) if paying and buyer is Buyer.PERSON else "",
        needs_waiver=asks_waiver(session, quoted, now),
        programme=list(_programme(session.course, session)),
        meetings=list(
            Webinar.objects.filter(session=session, state=WebinarState.PLANNED).order_by(
                "starts_at", "pk"
            )
        ),
    )


def price_now(
    session: Session, now: datetime, buyer: Buyer = Buyer.PERSON, voucher: Voucher | None = None
) -> Quote | None:
    """Return what one place costs at ``now``; None as long as there is no price list."""
    prices = _prices(session)
    reduction = voucher.reduction() if voucher else None
    return quote(prices.terms(), now, buyer=buyer, reduction=reduction) if prices else None


def asks_waiver(session: Session, quoted: Quote | None, now: datetime) -> bool:
    """Tell whether whoever books at this price must give up the right of withdrawal."""
    return quoted is not None and needs_waiver(
        buyer=quoted.buyer,
        total_minor=quoted.total_minor,
        starts_at=session.starts_at,
        ordered_at=now,
        zone=session.zone,
    )


def mine(session: Session, person: User) -> Mine:
    """Return what ``person`` has to do with ``session``."""
    place = live_place(session, person)
    enrolment = Enrolment.objects.filter(
        session=session, person=person, state=EnrolmentState.ACTIVE
    ).first()
    order = order_of(place, person) if place else None
    waits = turn(session, person)
    in_queue = waits is not None and waits.state == WaitingState.WAITING
    return Mine(enrolment, order, waits, position(waits) if waits and in_queue else 0)


def order_of(place: Place, person: User) -> Order | None:
    """Return the order under which ``person`` booked a place, if they did it themselves."""
    return Order.objects.filter(lines__place=place, buyer=person).first()


def _prices(session: Session) -> PriceList | None:
    try:
        return session.prices
    except PriceList.DoesNotExist:
        return None


def _queue(session: Session) -> int:
    if not getattr(session, "somebody_waits", False):
        return 0
    return Waiting.objects.filter(session=session, state=WaitingState.WAITING).count()


def _policy(session: Session, prices: PriceList, quoted: Quote, now: datetime) -> list[PolicyLine]:
    steps = dated(prices.steps(), session.starts_local, session.zone, quoted.total_minor)
    return policy_lines(steps, quoted.currency, session.zone, now)


def _programme(course: Course, session: Session) -> Iterator[Part]:
    """Walk the course's programme along the wall from the session's start."""
    at = session.starts_local
    for part in course.programme:
        ends = at + timedelta(minutes=part["minutes"])
        yield Part(
            starts_at=to_instant_near(at, session.zone),
            ends_at=to_instant_near(ends, session.zone),
            title=part["title"],
            text=part.get("text", ""),
            is_break=bool(part.get("break")),
        )
        at = ends

"""What the page of an order shows, gathered from the rooms that know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from courseplatform.kit import wording
from courses.catalogue.models import Session
from courses.catalogue.status import Status, status
from courses.enrolment.models import Enrolment, EnrolmentState, Place
from courses.invoicing.models import Document
from courses.orders.balance import Balance, balance
from courses.orders.models import (
    Cancellation,
    Order,
    OrderLine,
    RefundOwed,
    RefundRoute,
    RefundState,
)
from courses.orders.moving import last_moment
from courses.orders.status import OrderFacts, OrderState, order_state
from courses.orders.terms import Terms
from courses.orders.transfers import PlaceTransfer, TransferState
from courses.orders.wording import move_rows, order_rows, reckoning_rows, refund_sentence
from courses.payment.models import PaymentAttempt
from courses.pricing.wording import PolicyLine, Row, by, policy_lines, until

PROMISED = (RefundState.OWED, RefundState.SUBMITTED, RefundState.FAILED, RefundState.SETTLED)

OVER = (Status.RUNNING, Status.PAST, Status.CANCELLED)


@dataclass(frozen=True)
class RefundLine:
    """One refund with how far it is."""

    amount_minor: int
    sentence: str


@dataclass(frozen=True)
class OrderPage:
    """An order as its buyer sees it.

    Attributes:
        withdrawal: the last day of the right of withdrawal in words, as long as it stands.
        came: the move by which this order's place came, or is to come.
        went: the move by which it went to another session, or is about to.
        move_until: the last day for moving in words, as long as the buyer may move.
    """

    order: Order
    session: Session
    state: OrderState
    place: Place
    enrolment: Enrolment | None
    rows: list[Row]
    terms: Terms
    policy: list[PolicyLine]
    balance: Balance
    cancellation: Cancellation | None
    cancellation_rows: list[Row]
    refunds: list[RefundLine]
    documents: list[Document]
    session_status: Status
    withdrawal: str
    came: PlaceTransfer | None
    went: PlaceTransfer | None
    move_until: str

    @property
    def is_settling(self) -> bool:
        """Whether the page asks again by itself, since an answer is on its way."""
        return self.state is OrderState.CONFIRMING

    @property
    def terms_matter(self) -> bool:
        """Whether the buyer may still come to need the cancellation terms."""
        gone = {
            OrderState.HOLD_ENDED,
            OrderState.PAID_BUT_FULL,
            OrderState.CANCELLED,
            OrderState.MOVED,
        }
        return self.state not in gone and self.session_status not in OVER

    @property
    def can_cancel(self) -> bool:
        """Whether the place can be given back here."""
        return self._is_mine and (self.session_status not in OVER or self.may_choose)

    @property
    def can_move(self) -> bool:
        """Whether the place can be moved to another session here."""
        paid = self.state is OrderState.CONFIRMED and not self.is_moving
        return self._is_mine and paid and bool(self.move_until)

    @property
    def may_choose(self) -> bool:
        """Whether the session was called off, and the buyer may still move instead."""
        return self._is_mine and self.session_status is Status.CANCELLED and bool(self.move_until)

    @property
    def is_moving(self) -> bool:
        """Whether the place waits for the payment of a difference."""
        return self.went is not None and self.went.state == TransferState.OPEN

    @property
    def _is_mine(self) -> bool:
        return self.enrolment is not None and self.enrolment.person_id == self.order.buyer_id

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The way of a booking; empty once there is no way on."""
        done = {
            OrderState.HELD: 1,
            OrderState.PAYMENT_FAILED: 1,
            OrderState.CONFIRMING: 2,
            OrderState.CONFIRMED: 3,
        }.get(self.state)
        called_off = self.session_status is Status.CANCELLED
        if done is None or called_off or self.order.total_minor == 0:
            return []
        return [{"number": n, "done": n <= done, "now": n == done + 1} for n in (1, 2, 3)]


def order_page(order: Order, now: datetime, *, returned: bool) -> OrderPage:
    """Return what the page of ``order`` shows at ``now``.

    Args:
        returned: the buyer has just come back from the payment page, so that an attempt that is
            still open is told as being confirmed.
    """
    # Read last: asking the provider may just have given a place back.
    session = Session.objects.select_related("course").get(pk=order.session_id)
    lines = list(order.lines.select_related("place"))
    place = next(line.place for line in lines if line.place is not None)
    attempt = PaymentAttempt.objects.filter(order=order).order_by("-number").first()
    owed = list(RefundOwed.objects.filter(order=order).order_by("pk"))
    money = balance(order)
    terms = Terms.from_json(order.terms)
    cancelled = Cancellation.objects.filter(order=order).order_by("pk").last()
    came, went = transfers_of(order)
    facts = OrderFacts(
        place_state=place.state,
        held_until=place.held_until,
        attempt_state=_attempt_state(attempt, returned=returned),
        kept_minor=money.kept_minor,
        open_minor=money.open_minor,
        refund_promised=any(debt.state in PROMISED for debt in owed),
    )
    return OrderPage(
        order=order,
        session=session,
        state=order_state(facts, now),
        place=place,
        enrolment=Enrolment.objects.filter(place=place, state=EnrolmentState.ACTIVE).first(),
        rows=_rows(order, lines, came),
        terms=terms,
        policy=policy_lines(terms.steps, order.currency, terms.zone, now) if terms.steps else [],
        balance=money,
        cancellation=cancelled,
        cancellation_rows=reckoning_rows(cancelled.lines) if cancelled else [],
        refunds=[refund_line(debt) for debt in owed],
        documents=list(Document.objects.filter(order=order).order_by("pk")),
        session_status=status(session, now),
        withdrawal=until(terms.withdrawal_until_at, terms.zone)
        if terms.withdrawal_until_at and terms.may_withdraw(now)
        else "",
        came=came,
        went=went,
        move_until=_move_until(session, terms, now),
    )


def transfers_of(order: Order) -> tuple[PlaceTransfer | None, PlaceTransfer | None]:
    """Return the moves into and out of an order (open or done ones); one query."""
    out = Q(order_from=order, state__in=[TransferState.OPEN, TransferState.DONE])
    rows = (
        PlaceTransfer.objects.filter(Q(order_to=order) | out)
        .select_related(
            "order_from", "order_to", "place_from__session__course", "place_to__session__course"
        )
        .order_by("-pk")
    )
    came = went = None
    for row in rows:
        if row.order_to_id == order.pk:
            came = row
        else:
            went = went or row
    return came, went


def session_day(session: Session) -> str:
    """Return what a session is called beside another one of its course: its day."""
    return wording.day(session.starts_local.date())


def _rows(order: Order, lines: list[OrderLine], came: PlaceTransfer | None) -> list[Row]:
    rows = order_rows(order, lines)
    if came is None or not came.carried_minor:
        return rows
    return move_rows(rows, came.lines, session_day(came.place_from.session))


def _move_until(session: Session, terms: Terms, now: datetime) -> str:
    """Return the last moment for moving in words, or nothing when it is over."""
    last = last_moment(session, terms)
    return by(last, session.zone) if last and now < last else ""


def _attempt_state(attempt: PaymentAttempt | None, *, returned: bool) -> str:
    if attempt is None:
        return ""
    return "processing" if returned and attempt.state == "open" else attempt.state


def refund_line(debt: RefundOwed) -> RefundLine:
    """Return a refund with how far it is."""
    by_hand = debt.route == RefundRoute.HAND
    return RefundLine(debt.amount_minor, refund_sentence(debt.state, by_hand=by_hand))

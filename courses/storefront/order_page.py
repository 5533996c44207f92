"""What the page of an order shows, gathered from the rooms that know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.catalogue.models import Session
from courses.catalogue.status import Status, status
from courses.enrolment.models import Enrolment, EnrolmentState, Place
from courses.invoicing.models import Document
from courses.orders.balance import Balance, balance
from courses.orders.models import Cancellation, Order, RefundOwed, RefundRoute, RefundState
from courses.orders.status import OrderFacts, OrderState, order_state
from courses.orders.terms import Terms
from courses.orders.wording import order_rows, reckoning_rows, refund_sentence
from courses.payment.models import PaymentAttempt
from courses.pricing.wording import PolicyLine, Row, policy_lines, until

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

    @property
    def is_settling(self) -> bool:
        """Whether the page asks again by itself, since an answer is on its way."""
        return self.state is OrderState.CONFIRMING

    @property
    def terms_matter(self) -> bool:
        """Whether the buyer may still come to need the cancellation terms."""
        gone = {OrderState.HOLD_ENDED, OrderState.PAID_BUT_FULL, OrderState.CANCELLED}
        return self.state not in gone and self.session_status not in OVER

    @property
    def can_cancel(self) -> bool:
        """Whether the place can be given back here."""
        mine = self.enrolment is not None and self.enrolment.person_id == self.order.buyer_id
        return mine and self.session_status not in OVER

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The way of a booking; empty once there is no way on."""
        done = {
            OrderState.HELD: 1,
            OrderState.PAYMENT_FAILED: 1,
            OrderState.CONFIRMING: 2,
            OrderState.CONFIRMED: 3,
        }.get(self.state)
        if done is None or self.order.total_minor == 0:
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
        rows=order_rows(order, lines),
        terms=terms,
        policy=policy_lines(terms.steps, order.currency, terms.zone, now) if terms.steps else [],
        balance=money,
        cancellation=cancelled,
        cancellation_rows=reckoning_rows(cancelled.lines) if cancelled else [],
        refunds=[_refund_line(debt) for debt in owed],
        documents=list(Document.objects.filter(order=order).order_by("pk")),
        session_status=status(session, now),
        withdrawal=until(terms.withdrawal_until_at, terms.zone)
        if terms.withdrawal_until_at and terms.may_withdraw(now)
        else "",
    )


def _attempt_state(attempt: PaymentAttempt | None, *, returned: bool) -> str:
    if attempt is None:
        return ""
    return "processing" if returned and attempt.state == "open" else attempt.state


def _refund_line(debt: RefundOwed) -> RefundLine:
    by_hand = debt.route == RefundRoute.HAND
    return RefundLine(debt.amount_minor, refund_sentence(debt.state, by_hand=by_hand))

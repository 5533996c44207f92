"""What goes wrong with money now and then: a dispute that was won, one that is open, a refund outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from courseplatform.demo import news
from courseplatform.demo.cast import NEXT_TIME, STUDENTS, Character
from courseplatform.demo.following import settle
from courseplatform.kit import clock
from courseplatform.people.models import User
from courseplatform.sandbox.control.client import Control
from courses.catalogue.models import Session
from courses.orders.models import Order
from courses.payment import review
from courses.payment.models import PaymentAttempt, ReviewItem
from courses.payment.reconciling import events

CONTESTED = datetime(2025, 1, 13, 10, 20, tzinfo=UTC)
DECIDED = datetime(2025, 2, 20, 8, 5, tzinfo=UTC)
CONTESTS, REGRETS, PAID_TOO_MUCH = STUDENTS[16], NEXT_TIME[0], NEXT_TIME[2]


def contest(session: Session, control: Control) -> None:
    """One participant's bank takes the money back; who came and what was agreed decides."""
    order = _order_of(CONTESTS, session)
    with news.at(CONTESTED, control):
        made = control.open_dispute(_payment(order), reason="product_unacceptable")
        news.tell(control)
        settle()
    with news.at(DECIDED, control):
        control.close_dispute(made["id"], "won")
        news.tell(control)


def leave_open(session: Session, staff: dict[str, User], control: Control, now: datetime) -> None:
    """Leave something for the coordinator to do, and something that was done already."""
    with news.at(now - timedelta(days=3), control):
        control.refund(_payment(_order_of(PAID_TOO_MUCH, session)), 4_000)
        news.tell(control)
    with clock.at(now - timedelta(days=3) + timedelta(hours=1)):
        item = ReviewItem.objects.get(kind="dashboard-refund-part", closed_at=None)
        review.close_item(
            item, staff["coordinator"], "Agreed: the reduction for early readers was forgotten."
        )
    with news.at(now - timedelta(hours=5), control):
        control.open_dispute(_payment(_order_of(REGRETS, session)))
        news.tell(control)
    events.cursor_of("stripe")


def _order_of(character: Character, session: Session) -> Order:
    return Order.objects.filter(buyer__email=character.email, session=session).latest("pk")


def _payment(order: Order) -> str:
    return PaymentAttempt.objects.get(order=order, state="succeeded").payment_id

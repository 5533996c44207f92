"""What the state of an order is called in its buyer's list, and the tone it has there."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import SessionState
from courses.orders.models import Order
from courses.orders.status import OrderState

Word = tuple[str, str | Promise]

CALLED_OFF: Word = ("warn", _("Session called off"))
WORDS: dict[OrderState, Word] = {
    OrderState.HELD: ("now", _("Held until you have paid")),
    OrderState.PAYMENT_FAILED: ("bad", _("Payment failed, still held")),
    OrderState.CONFIRMING: ("info", _("Payment being confirmed")),
    OrderState.CONFIRMED: ("ok", _("Confirmed")),
    OrderState.TO_BE_PAID: ("warn", _("Still to be paid")),
    OrderState.HOLD_ENDED: ("unknown", _("Not paid, not booked")),
    OrderState.PAID_BUT_FULL: ("warn", _("No place left, money goes back")),
    OrderState.CANCELLED: ("unknown", _("Cancelled")),
    OrderState.MOVED: ("unknown", _("Moved to another session")),
    OrderState.REVIEW: ("info", _("A person looks at the payment")),
}


def word_of(order: Order, state: OrderState) -> Word:
    """Return tone and words; a place in a session that was called off is no longer "confirmed"."""
    live = state in {OrderState.CONFIRMED, OrderState.TO_BE_PAID}
    called_off = order.session.state == SessionState.CANCELLED
    return CALLED_OFF if live and called_off else WORDS[state]

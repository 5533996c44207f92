"""What the desk calls the things of money, in the language that is active."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.orders.models import EntryKind, EntrySource, RefundState
from courses.orders.reckoning import Basis
from courses.orders.status import OrderState

Words = str | Promise

ENTRIES: dict[str, Words] = {
    EntryKind.CHARGE: _("Paid by card or bank"),
    EntryKind.REFUND: _("Refunded"),
    EntryKind.REFUND_REVERSAL: _("A refund came back"),
    EntryKind.DISPUTE_WITHDRAWAL: _("Taken back by the buyer's bank"),
    EntryKind.DISPUTE_REINSTATEMENT: _("Given back by the buyer's bank"),
    EntryKind.FEE: _("Fee of the payment service"),
    EntryKind.MANUAL_TRANSFER: _("Paid by transfer"),
    EntryKind.ZERO: _("Nothing to pay"),
    EntryKind.ADJUSTMENT: _("Adjusted"),
    EntryKind.CARRIED_OUT: _("Carried to another order"),
    EntryKind.CARRIED_IN: _("Carried from another order"),
}
SOURCES: dict[str, Words] = {
    EntrySource.WEBHOOK: _("told by the payment service"),
    EntrySource.SYNC: _("seen when the order was opened"),
    EntrySource.RECONCILE: _("found by looking"),
    EntrySource.STAFF: _("recorded by staff"),
    EntrySource.HOUSE: _("by the platform"),
}
ATTEMPTS: dict[str, Words] = {
    "created": _("Payment page asked for"),
    "open": _("Payment page open"),
    "processing": _("Bank payment under way"),
    "succeeded": _("Paid"),
    "failed": _("Bank payment failed"),
    "expired": _("Payment page ended unpaid"),
    "abandoned": _("Payment page refused"),
    "needs_review": _("Paid, but not as asked"),
}
DEBTS: dict[str, Words] = {
    RefundState.OWED: _("to be sent"),
    RefundState.SUBMITTED: _("on its way"),
    RefundState.SETTLED: _("sent"),
    RefundState.FAILED: _("failed"),
    RefundState.DROPPED: _("dropped"),
}
DEBT_TONES: dict[str, str] = {
    RefundState.OWED: "info",
    RefundState.SUBMITTED: "info",
    RefundState.SETTLED: "ok",
    RefundState.FAILED: "bad",
    RefundState.DROPPED: "unknown",
}
REFUNDS: dict[str, Words] = {
    "requested": _("to be asked for"),
    "submitting": _("being asked for"),
    "pending": _("at the bank"),
    "requires_action": _("waits for the buyer"),
    "succeeded": _("done"),
    "failed": _("failed"),
    "cancelled": _("cancelled"),
}
REASONS: dict[str, Words] = {
    "policy": _("cancelled under the terms"),
    "withdrawal": _("withdrawn within 14 days"),
    "organiser": _("session called off"),
    "goodwill": _("chosen by staff"),
    "unpaid": _("not paid in time"),
    "duplicate": _("paid twice"),
    "full": _("paid after the last place was gone"),
    "differs": _("not what was asked for"),
    "fraud": _("warning of fraud"),
    "transfer": _("moved to a cheaper session"),
    "not-moved": _("could not be moved"),
    "dashboard": _("made in the payment service's dashboard"),
}
BASES: dict[str, Words] = {
    Basis.WITHDRAWAL: _("The 14 days of withdrawal are not over, so all of it would go back."),
    Basis.POLICY: _("That follows from the cancellation terms frozen on the order."),
    Basis.LATE: _("The last date of the cancellation terms is over, so nothing would go back."),
    Basis.FREE: _("Nothing of the order's money is here, so nothing would go back."),
    Basis.ORGANISER: _("The session was called off, so all of it would go back."),
}
DISPUTES: dict[str, Words] = {
    "warning_needs_response": _("The bank asks; answer it"),
    "warning_under_review": _("The bank looks at our answer"),
    "warning_closed": _("The question is closed"),
    "needs_response": _("Money taken; answer it"),
    "under_review": _("The bank decides"),
    "appeal_needs_response": _("Appeal; answer it"),
    "appeal_under_review": _("The appeal is decided"),
    "prevented": _("Prevented"),
    "won": _("Won"),
    "lost": _("Lost"),
}
DISPUTE_TONES = {"won": "ok", "lost": "bad", "warning_closed": "unknown", "prevented": "unknown"}
STATES: dict[OrderState, tuple[str, Words]] = {
    OrderState.HELD: ("info", _("Being paid for")),
    OrderState.PAYMENT_FAILED: ("warn", _("Payment failed, still held")),
    OrderState.CONFIRMING: ("info", _("Being confirmed")),
    OrderState.CONFIRMED: ("ok", _("Confirmed")),
    OrderState.TO_BE_PAID: ("warn", _("Still to be paid")),
    OrderState.HOLD_ENDED: ("unknown", _("Hold ended unpaid")),
    OrderState.PAID_BUT_FULL: ("bad", _("Paid, no place left")),
    OrderState.CANCELLED: ("unknown", _("Cancelled")),
    OrderState.MOVED: ("unknown", _("Moved to another session")),
    OrderState.REVIEW: ("bad", _("Needs a look")),
}


def word(table: dict[str, Words], slug: str) -> str:
    """Return what ``slug`` is called; a slug that the table does not know is shown as it is."""
    return str(table.get(slug, slug.replace("_", " ")))


def dispute_word(status: str) -> str:
    """Return what the state of a dispute is called."""
    return word(DISPUTES, status)


def dispute_tone(status: str) -> str:
    """Return the tone of a dispute's badge; everything that is open is a warning."""
    return DISPUTE_TONES.get(status, "warn")

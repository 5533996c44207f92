"""Payments that are not what was asked for: a person takes them as they are, or sends them back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.orders import owing
from courses.orders.models import Order
from courses.payment import settling
from courses.payment.models import PaymentAttempt
from courses.payment.providers.contract import Checkout
from courses.payment.providers.registry import provider


def look(attempt: PaymentAttempt) -> Checkout:
    """Return what the provider says about the payment now; call it outside of a transaction.

    Raises:
        ProviderAway: it cannot be asked now.
    """
    return provider(attempt.provider).read_checkout(attempt.checkout_id)


def accept(attempt: PaymentAttempt, seen: Checkout, *, actor: User) -> None:
    """Take the sum that was paid as it is, and give the place.

    Raises:
        Refusal: ``other-currency``, or ``settled`` by somebody else meanwhile.
    """
    with transaction.atomic():
        order, row = _locked(attempt, seen)
        settling.take_payment(order, row, seen, "sync")
        _record(actor, "payment.accepted", order, row)


def send_back(attempt: PaymentAttempt, seen: Checkout, *, actor: User) -> None:
    """Take the sum into the books and owe it back in full; a place that is still held goes free.

    Raises:
        Refusal: ``other-currency``, or ``settled`` by somebody else meanwhile.
    """
    with transaction.atomic():
        order, row = _locked(attempt, seen)
        settling.book(order, row, seen, "sync")
        owing.owe(order, row.amount_minor, "differs")
        settling.release_places(order)
        _record(actor, "payment.sent-back", order, row)


def _locked(attempt: PaymentAttempt, seen: Checkout) -> tuple[Order, PaymentAttempt]:
    """Lock order and attempt; from now on the attempt is for what was really paid."""
    order = Order.objects.select_for_update(no_key=True).get(pk=attempt.order_id)
    row = PaymentAttempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
    if row.state != "needs_review":
        raise Refusal(
            _("This payment was decided about meanwhile. Look at the order."), code="settled"
        )
    if seen.currency != order.currency or seen.paid != "paid":
        raise Refusal(
            _(
                "This was paid in another currency, which the order can't hold. Refund it in the "
                "payment service's dashboard, then close the item with a note."
            ),
            code="other-currency",
        )
    row.amount_minor = seen.total_minor
    row.save(update_fields=["amount_minor"])
    return order, row


def _record(actor: User, act: str, order: Order, attempt: PaymentAttempt) -> None:
    audit.record(
        actor,
        act,
        f"order:{order.ref}",
        amount_minor=attempt.amount_minor,
        currency=attempt.currency,
    )

"""What the provider says about refunds, applied once, those that were made behind our back included."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from courseplatform.kit import clock
from courseplatform.kit.money import show
from courseplatform.letters.writing import write
from courses.invoicing import crediting
from courses.orders import ledger, owing
from courses.orders.balance import balance
from courses.orders.lineage import where_now
from courses.orders.models import EntryKind, EntrySource, LedgerEntry, Order, RefundOwed
from courses.payment import review
from courses.payment.finding import attempt_of_payment
from courses.payment.models import PaymentAttempt, Refund
from courses.payment.providers.contract import RefundSeen
from courses.payment.providers.registry import provider

LOOK_AGAIN = timedelta(minutes=10)
NEVER_WENT = ["failed", "cancelled"]
ELSEWHERE = "dashboard"  # the reason of a refund that was not asked for here
# Stripe's words on the left, ours on the right.
STATES = {
    "pending": "pending",
    "requires_action": "requires_action",
    "succeeded": "succeeded",
    "failed": "failed",
    "canceled": "cancelled",
}


def sync_payment(slug: str, payment_id: str, *, source: str, object_id: str = "") -> str:
    """Bring every refund of a payment up to date, those made in the provider's dashboard included.

    Args:
        object_id: what the news was about, for a payment that nobody knows.

    Returns:
        ``done``, or ``ignored`` when the payment is none of ours.
    """
    attempt = attempt_of_payment(slug, payment_id, source=source)
    if attempt is None:
        review.raise_item(
            "unknown-refund",
            f"{slug}:{payment_id or object_id}",
            "A refund was made of a payment that belongs to no order here. If the account sells "
            "other things too, nothing is to be done.",
        )
        return "ignored"
    for seen in provider(slug).refunds_of(payment_id):
        apply_refund(_row_of(attempt, seen), seen, source=source)
    return "done"


def apply_refund(refund: Refund, seen: RefundSeen, *, source: str) -> None:
    """Apply what the provider says about a refund, once, whatever the order of the news."""
    state = STATES.get(seen.status, "pending")
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True).get(pk=refund.order_id)
        row = Refund.objects.select_for_update(no_key=True, of=("self",)).get(pk=refund.pk)
        if row.settled_at and (row.state == state or state not in NEVER_WENT):
            return
        row.provider_refund_id = seen.id
        row.failure = seen.failure
        row.state = state
        row.settled_at = clock.now() if state in {"succeeded", *NEVER_WENT} else None
        row.save(update_fields=["provider_refund_id", "failure", "state", "settled_at"])
        if state in NEVER_WENT:
            _came_back(order, row, seen, source)
        else:
            _accepted(order, row, seen, source)


def _row_of(attempt: PaymentAttempt, seen: RefundSeen) -> Refund:
    """Return our row for a refund, making one when it was made in the provider's dashboard."""
    ours = Q(provider_refund_id=seen.id) | Q(ref=seen.reference or "-", provider_refund_id="")
    found = Refund.objects.filter(ours, attempt=attempt).first()
    if found:
        return found
    row, _created = Refund.objects.get_or_create(
        provider_refund_id=seen.id,
        defaults={
            "order": where_now(attempt.order),
            "attempt": attempt,
            "amount_minor": seen.amount_minor,
            "currency": seen.currency,
            "reason": ELSEWHERE,
            "state": "submitting",
            "requested_at": seen.made_at,
            "next_try_at": clock.now() + LOOK_AGAIN,
        },
    )
    return row


def _accepted(order: Order, refund: Refund, seen: RefundSeen, source: str) -> None:
    """The provider took it: the ledger, a credit note and a letter follow, once."""
    is_news = ledger.post(
        order,
        EntryKind.REFUND,
        -seen.amount_minor,
        provider=refund.attempt.provider,
        provider_object_id=seen.id,
        occurred_at=seen.made_at,
        source=EntrySource(source),
        evidence=f"refund:{refund.ref}",
    )
    if not is_news:
        return
    if refund.owed:
        _settle_debt(refund.owed)
    else:
        _made_elsewhere(order, refund)
    note = crediting.credit_refund(
        order,
        seen.amount_minor,
        refund.reason,
        occurred_at=seen.made_at,
        key=f"refund:{refund.ref}",
    )
    write(
        f"refund:{refund.ref}",
        "refund",
        to=order.buyer,
        context={
            "order": order.ref,
            "order_number": order.number,
            "document_number": note.number if note else "",
            "amount_minor": seen.amount_minor,
            "currency": seen.currency,
            "course": order.session.course.title,
            "reason": refund.reason,
        },
    )


def _made_elsewhere(order: Order, refund: Refund) -> None:
    """A refund that nobody asked for here: staff are told; the place is theirs to decide about."""
    left = balance(order).kept_minor
    amount = show(refund.amount_minor, refund.currency)
    told = f"Order {order.number}: {amount} was refunded in the provider's dashboard. "
    review.raise_item(
        "dashboard-refund-part" if left > 0 else "dashboard-refund",
        f"refund:{refund.ref}",
        told
        + (
            f"{show(left, order.currency)} is still here, and the place was left."
            if left > 0
            else "Nothing of the payment is left. Decide whether the place is to be cancelled."
        ),
        order,
    )


def failed_part(refund: Refund) -> None:
    """Note on the debt of a refund that this part of it did not go; the rest is not held up."""
    debt = refund.owed
    if debt is None:
        return
    failed = owing.fail(debt, refund.amount_minor)
    if failed.pk != debt.pk:
        Refund.objects.filter(pk=refund.pk).update(owed=failed)
        refund.owed = failed
        _settle_debt(debt)


def _settle_debt(debt: RefundOwed) -> None:
    """A debt is settled when everything that was asked of the provider for it was taken.

    What failed of it before was asked for again.
    """
    asked = debt.refunds.exclude(state__in=NEVER_WENT)
    if not asked.filter(state__in=["requested", "submitting"]).exists():
        owing.settle(debt)


def _came_back(order: Order, refund: Refund, seen: RefundSeen, source: str) -> None:
    """A refund that was on its way failed: the money is with us again, and a person must act."""
    went = LedgerEntry.objects.filter(
        kind=EntryKind.REFUND, provider=refund.attempt.provider, provider_object_id=seen.id
    )
    if went.exists():
        ledger.post(
            order,
            EntryKind.REFUND_REVERSAL,
            seen.amount_minor,
            provider=refund.attempt.provider,
            provider_object_id=seen.id,
            occurred_at=clock.now(),
            source=EntrySource(source),
            evidence=f"refund:{refund.ref}",
        )
    failed_part(refund)
    review.raise_item(
        "refund-failed",
        f"refund:{refund.ref}",
        f"Order {order.number}: a refund of {show(refund.amount_minor, refund.currency)} failed "
        f"({(seen.failure or seen.status).replace('_', ' ')}). The money is back with us and still "
        "owed; the place was not taken again. Ask again, or pay by other means.",
        order,
    )

"""Giving money back: what is owed becomes refunds at the provider, followed to their end."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, Sum

from courseplatform.kit import clock
from courseplatform.kit.moves import try_move
from courseplatform.letters.writing import write
from courses.invoicing import numbering
from courses.orders import ledger, owing
from courses.orders.lineage import ancestors
from courses.orders.models import (
    EntryKind,
    EntrySource,
    LedgerEntry,
    Order,
    RefundOwed,
    RefundRoute,
    RefundState,
)
from courses.payment import review, settling
from courses.payment.models import PaymentAttempt, Refund
from courses.payment.providers.contract import ProviderAway, ProviderRefused, RefundSeen
from courses.payment.providers.registry import provider

log = logging.getLogger(__name__)
BATCH = 20
LOOK_AGAIN = timedelta(minutes=10)
UNDER_WAY = ["requested", "submitting", "pending", "requires_action"]
NEVER_WENT = ["failed", "cancelled"]
# Stripe's words on the left, ours on the right.
STATES = {
    "pending": "pending",
    "requires_action": "requires_action",
    "succeeded": "succeeded",
    "failed": "failed",
    "canceled": "cancelled",
}


def refundable(attempt: PaymentAttempt) -> int:
    """Return what can still be refunded of an attempt: paid, less refunded or on its way."""
    gone = (
        attempt.refunds.exclude(state__in=NEVER_WENT).aggregate(total=Sum("amount_minor"))["total"]
        or 0
    )
    return int(attempt.amount_minor - gone)


def request_owed() -> int:
    """Turn every debt to a buyer into refunds of the payments it came from, newest first."""
    debts = list(
        RefundOwed.objects.filter(state=RefundState.OWED, route=RefundRoute.PROVIDER).order_by(
            "pk"
        )[:BATCH]
    )
    return sum(_request(debt) for debt in debts)


def _request(debt: RefundOwed) -> int:
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True).get(pk=debt.order_id)
        if not try_move(debt, "owed", "submitted"):
            return 0
        rest = debt.amount_minor
        for attempt in _paid_by(order):
            part = min(rest, refundable(attempt))
            if part > 0:
                Refund.objects.create(
                    order=order,
                    attempt=attempt,
                    owed=debt,
                    amount_minor=part,
                    currency=attempt.currency,
                    reason=debt.reason,
                    requested_at=clock.now(),
                    next_try_at=clock.now(),
                )
                rest -= part
        if rest:
            review.raise_item(
                "refund-elsewhere",
                f"owed:{debt.ref}",
                f"Order {order.number}: {rest} (minor units, {order.currency}) is owed beyond what "
                "was paid by card. Pay it back by transfer and close this item.",
                order,
            )
    return 1


def _paid_by(order: Order) -> list[PaymentAttempt]:
    """Return the payments that an order's money came from, newest first.

    Money that was carried over from another session's order goes back the way it came there.
    """
    paid = PaymentAttempt.objects.select_for_update(no_key=True).filter(
        order__in=ancestors(order), state="succeeded"
    )
    return list(paid.order_by("-order_id", "-number"))


def submit_due() -> int:
    """Ask the provider for each refund that waits; look again at those under way."""
    moved = 0
    for refund in _claim():
        moved += 1
        if refund.provider_refund_id:
            _look(refund)
        else:
            submit(refund)
    return moved


def _claim() -> list[Refund]:
    """Take the refunds whose time has come and push their next try away, in one short step."""
    now = clock.now()
    with transaction.atomic():
        rows = list(
            Refund.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .filter(Q(state__in=UNDER_WAY), next_try_at__lte=now)
            .select_related("attempt")
            .order_by("next_try_at", "id")[:BATCH]
        )
        for row in rows:
            row.tries += 1
            row.next_try_at = now + timedelta(seconds=min(3600, 10 * 2 ** min(row.tries, 9)))
            row.save(update_fields=["tries", "next_try_at"])
            try_move(row, "requested", "submitting")
    return rows


def submit(refund: Refund) -> None:
    """Make the refund at the provider under its own key; an unknown outcome is asked again later."""
    try:
        seen = provider(refund.attempt.provider).refund(
            refund.attempt.payment_id, refund.amount_minor, refund.ref, refund.key
        )
    except ProviderAway as error:
        log.warning("Refund %s waits: %s", refund.ref, error)
        return
    except ProviderRefused as error:
        _refused(refund, error)
        return
    apply_refund(refund, seen, source="reconcile")


def _look(refund: Refund) -> None:
    try:
        seen = provider(refund.attempt.provider).read_refund(refund.provider_refund_id)
    except ProviderAway:
        return
    apply_refund(refund, seen, source="reconcile")
    Refund.objects.filter(pk=refund.pk, state__in=["pending", "requires_action"]).update(
        next_try_at=clock.now() + LOOK_AGAIN
    )


def sync_payment(slug: str, payment_id: str, *, source: str) -> str:
    """Bring every refund of a payment up to date, those made in the provider's dashboard included.

    Returns:
        ``done``, or ``ignored`` when the payment is none of ours.
    """
    attempt = PaymentAttempt.objects.filter(provider=slug, payment_id=payment_id).first()
    attempt = attempt or _attempt_by_asking(slug, payment_id, source)
    if attempt is None or not payment_id:
        review.raise_item(
            "unknown-refund",
            f"{slug}:{payment_id}",
            "A refund was made of a payment that belongs to no order here. If the account sells "
            "other things too, nothing is to be done.",
        )
        return "ignored"
    for seen in provider(slug).refunds_of(payment_id):
        apply_refund(_row_of(attempt, seen), seen, source=source)
    return "done"


def _attempt_by_asking(slug: str, payment_id: str, source: str) -> PaymentAttempt | None:
    """The refund's news came before the payment's: settle the payment first."""
    seen = provider(slug).checkout_of_payment(payment_id) if payment_id else None
    attempt = settling.attempt_of(slug, seen) if seen else None
    return settling.sync(attempt, source=source) if attempt else None


def _row_of(attempt: PaymentAttempt, seen: RefundSeen) -> Refund:
    """Return our row for a refund, making one when it was made in the provider's dashboard."""
    ours = Q(provider_refund_id=seen.id) | Q(ref=seen.reference or "-", provider_refund_id="")
    found = Refund.objects.filter(ours, attempt=attempt).first()
    if found:
        return found
    row, created = Refund.objects.get_or_create(
        provider_refund_id=seen.id,
        defaults={
            "order": attempt.order,
            "attempt": attempt,
            "amount_minor": seen.amount_minor,
            "currency": seen.currency,
            "reason": "dashboard",
            "state": "submitting",
            "requested_at": seen.made_at,
            "next_try_at": clock.now() + LOOK_AGAIN,
        },
    )
    if created:
        review.raise_item(
            "dashboard-refund",
            f"refund:{row.ref}",
            f"Order {attempt.order.number}: a refund was made in the provider's dashboard. The "
            "money is in the ledger; decide whether the place is to be cancelled too.",
            attempt.order,
        )
    return row


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
    if refund.owed and is_news:
        _settle_debt(refund.owed)
    if not is_news:
        return
    note = numbering.issue(
        order,
        "credit_note",
        occurred_at=seen.made_at,
        amount_minor=seen.amount_minor,
        key=f"refund:{refund.ref}",
    )
    write(
        f"refund:{refund.ref}",
        "refund",
        to=order.buyer,
        context={
            "order": order.ref,
            "order_number": order.number,
            "document_number": note.number,
            "amount_minor": seen.amount_minor,
            "currency": seen.currency,
            "course": order.session.course.title,
            "reason": refund.reason,
        },
    )


def _settle_debt(debt: RefundOwed) -> None:
    """A debt is settled when everything that was asked of the provider for it was taken."""
    open_parts = debt.refunds.filter(state__in=["requested", "submitting", *NEVER_WENT])
    if not open_parts.exists():
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
    if refund.owed:
        owing.fail(refund.owed)
    review.raise_item(
        "refund-failed",
        f"refund:{refund.ref}",
        f"Order {order.number}: the refund failed ({seen.failure or seen.status}). The money is "
        "back with us and still owed; the place was not taken again. Pay by other means.",
        order,
    )


def _refused(refund: Refund, error: ProviderRefused) -> None:
    if try_move(
        refund,
        ["requested", "submitting"],
        "failed",
        failure=error.code[:80],
        settled_at=clock.now(),
    ):
        review.raise_item(
            "refund-refused",
            f"refund:{refund.ref}",
            f"Order {refund.order.number}: the provider refused the refund ({error.code}: {error}). "
            "Nothing went back. Look at the payment in the provider's dashboard.",
            refund.order,
        )

"""Giving money back: what is owed becomes refunds at the provider, asked for until it answers."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from courseplatform.kit import clock
from courseplatform.kit.money import show
from courseplatform.kit.moves import try_move
from courses.orders import owing
from courses.orders.balance import balance
from courses.orders.lineage import ancestors
from courses.orders.models import Order, RefundOwed, RefundRoute, RefundState
from courses.payment import review
from courses.payment.disputes import blocking
from courses.payment.models import Dispute, PaymentAttempt, Refund
from courses.payment.providers.contract import ProviderAway, ProviderRefused
from courses.payment.providers.registry import provider
from courses.payment.refund_news import NEVER_WENT, apply_refund, failed_part

log = logging.getLogger(__name__)
BATCH = 20
LOOK_AGAIN = timedelta(minutes=10)
KEY_LASTS = timedelta(hours=20)  # the provider promises to remember a key for a day
UNDER_WAY = ["requested", "submitting", "pending", "requires_action"]


def refundable(attempt: PaymentAttempt) -> int:
    """Return what can still be refunded of an attempt: paid, less refunded or on its way.

    A payment that was lost in a dispute can't be refunded at the provider any more.
    """
    if attempt.disputes.filter(closed_at__isnull=False, status="lost", refundable=False).exists():
        return 0
    gone = (
        attempt.refunds.exclude(state__in=NEVER_WENT).aggregate(total=Sum("amount_minor"))["total"]
        or 0
    )
    return int(attempt.amount_minor - gone)


def request_owed() -> int:
    """Turn every debt to a buyer into refunds of the payments it came from, newest first.

    A debt on an order whose money the buyer's bank may take back waits for the end of the dispute.
    """
    disputed = Dispute.objects.filter(order=OuterRef("order"), closed_at=None, refundable=False)
    debts = list(
        RefundOwed.objects.filter(
            ~Exists(disputed), state=RefundState.OWED, route=RefundRoute.PROVIDER
        ).order_by("pk")[:BATCH]
    )
    return sum(_request(debt) for debt in debts)


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


def submit(refund: Refund) -> None:
    """Make the refund at the provider under its own key; an unknown outcome is asked again later."""
    asked = provider(refund.attempt.provider)
    try:
        if clock.now() - refund.requested_at > KEY_LASTS:
            # The key may be forgotten by now, so the refund itself is looked for first.
            for one in asked.refunds_of(refund.attempt.payment_id):
                if one.reference == refund.ref:
                    apply_refund(refund, one, source="reconcile")
                    return
        seen = asked.refund(refund.attempt.payment_id, refund.amount_minor, refund.ref, refund.key)
    except ProviderAway as error:
        log.warning("Refund %s waits: %s", refund.ref, error)
        return
    except ProviderRefused as error:
        _refused(refund, error)
        return
    apply_refund(refund, seen, source="reconcile")


def under_way() -> QuerySet[Refund]:
    """Return the refunds that have not come to their end."""
    return Refund.objects.filter(state__in=UNDER_WAY)


def _request(debt: RefundOwed) -> int:
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True).get(pk=debt.order_id)
        if blocking(order) or not try_move(debt, RefundState.OWED, RefundState.SUBMITTED):
            return 0
        if not _still_due(order, debt):
            return 1
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
            _by_hand(order, debt, rest)
    return 1


def _paid_by(order: Order) -> list[PaymentAttempt]:
    """Return the payments that an order's money came from, newest first.

    Money that was carried over from another session's order goes back the way it came there.
    """
    paid = PaymentAttempt.objects.select_for_update(no_key=True).filter(
        order__in=ancestors(order), state="succeeded"
    )
    return list(paid.order_by("-order_id", "-number"))


def _still_due(order: Order, debt: RefundOwed) -> bool:
    """Tell whether anything of a debt is still here to go back; what is not is shown to a person.

    The money may have gone another way meanwhile: by a refund in the provider's dashboard, or back
    to the buyer's bank.
    """
    money = balance(order)
    left = max(0, money.kept_minor - (money.promised_minor - debt.amount_minor))
    if left >= debt.amount_minor:
        return True
    review.raise_item(
        "refund-moot",
        f"owed:{debt.ref}",
        f"Order {order.number}: {show(debt.amount_minor, debt.currency)} was to go back, but only "
        f"{show(left, debt.currency)} of the order's money is still here: the rest went back another "
        "way. No more than that was sent.",
        order,
    )
    if left:
        owing.reduce(debt, left)
        return True
    owing.drop(debt)
    return False


def _by_hand(order: Order, debt: RefundOwed, rest: int) -> None:
    """What the provider can't send back is owed by hand, as a debt of its own."""
    if rest == debt.amount_minor:
        owing.turn_to_hand(debt)
        owed = debt
    else:
        owing.reduce(debt, debt.amount_minor - rest)
        owed = owing.owe(order, rest, debt.reason, route=RefundRoute.HAND)
    review.raise_item(
        "refund-elsewhere",
        f"owed:{owed.ref}",
        f"Order {order.number}: {show(rest, order.currency)} is owed that can't go back the way it "
        "came. Pay it by transfer and record the bank's reference here.",
        order,
    )


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


def _look(refund: Refund) -> None:
    try:
        seen = provider(refund.attempt.provider).read_refund(refund.provider_refund_id)
    except ProviderAway:
        return
    apply_refund(refund, seen, source="reconcile")
    Refund.objects.filter(pk=refund.pk, state__in=["pending", "requires_action"]).update(
        next_try_at=clock.now() + LOOK_AGAIN
    )


def _refused(refund: Refund, error: ProviderRefused) -> None:
    """The provider said no for certain: the debt stands, and a person must look."""
    with transaction.atomic():
        moved = try_move(
            refund,
            ["requested", "submitting"],
            "failed",
            failure=error.code[:80],
            settled_at=clock.now(),
        )
        if not moved:
            return
        failed_part(refund)
        review.raise_item(
            "refund-refused",
            f"refund:{refund.ref}",
            f"Order {refund.order.number}: the provider refused a refund of "
            f"{show(refund.amount_minor, refund.currency)} ({error.code}: {error}). Nothing went "
            "back. Mend the cause and ask again, or pay by other means.",
            refund.order,
        )

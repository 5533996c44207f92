"""Disputes: mirrored from the provider, each line of their money once, whatever the order of the news."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock, wording
from courseplatform.kit.money import show
from courseplatform.kit.wake import wake
from courseplatform.people.models import Organiser
from courses.orders import ledger, owing
from courses.orders.balance import balance
from courses.orders.lineage import lock_where_now
from courses.orders.models import EntryKind, EntrySource, Order
from courses.payment import review, revoking
from courses.payment.dispute_status import Stage, blocks_refunds, is_over, stage
from courses.payment.finding import attempt_of_payment
from courses.payment.models import Dispute, PaymentAttempt
from courses.payment.providers.contract import DisputeSeen, MoneyMove, ProviderAway
from courses.payment.providers.registry import provider

BATCH = 20
LOOK_AGAIN = timedelta(hours=6)
OPENED, LOST, LOST_PART, STRANGE = (
    "dispute-opened",
    "dispute-lost",
    "dispute-lost-part",
    "unknown-dispute",
)


def sync(slug: str, dispute_id: str, payment_id: str, *, source: str) -> str:
    """Bring one dispute up to date; return ``done``, or ``ignored`` when it is none of ours.

    Raises:
        ProviderAway: the provider cannot be asked now.
    """
    as_of = clock.now()
    seen = provider(slug).read_dispute(dispute_id)
    attempt = attempt_of_payment(slug, seen.payment_id or payment_id, source=source)
    if attempt is None:
        review.raise_item(
            STRANGE,
            f"{slug}:{dispute_id}",
            "A payment was disputed that belongs to no order here. If the account sells other things "
            "too, nothing is to be done here.",
        )
        return "ignored"
    apply(attempt, seen, source=source, as_of=as_of)
    return "done"


def look_at_open() -> int:
    """Ask about open disputes that nobody has told us of for hours; return how many moved on."""
    silent = (
        Dispute.objects.filter(closed_at=None, seen_at__lte=clock.now() - LOOK_AGAIN)
        .select_related("attempt")
        .order_by("seen_at")[:BATCH]
    )
    moved = 0
    for dispute in silent:
        as_of, before = clock.now(), dispute.status
        try:
            seen = provider(dispute.attempt.provider).read_dispute(dispute.provider_dispute_id)
        except ProviderAway:
            break
        moved += apply(dispute.attempt, seen, source="reconcile", as_of=as_of).status != before
    return moved


def apply(attempt: PaymentAttempt, seen: DisputeSeen, *, source: str, as_of: datetime) -> Dispute:
    """Apply what the provider says about a dispute of an attempt's payment.

    It concerns the order that holds the money now: after a move to another session, a later one.

    Args:
        as_of: when the reading began (UTC); an answer older than what stands here changes no state,
            though its money is noted.
    """
    with transaction.atomic():
        order = lock_where_now(attempt.order)
        for move in seen.moves:
            _post(attempt.provider, order, seen, move, EntrySource(source))
        row = Dispute.objects.filter(provider_dispute_id=seen.id).first()
        if row is not None and row.seen_at > as_of:
            return row
        before = row.status if row else ""
        row = _mirror(row, order, attempt, seen, as_of)
        if before != row.status:
            _follow(order, row)
    return row


def blocking(order: Order) -> Dispute | None:
    """Return the open dispute because of which nothing of an order may be refunded now."""
    open_ones = Dispute.objects.filter(order=order, closed_at=None).order_by("pk")
    for one in open_ones:
        if blocks_refunds(one.status, refundable=one.refundable):
            return one
    return None


def _mirror(
    row: Dispute | None, order: Order, attempt: PaymentAttempt, seen: DisputeSeen, as_of: datetime
) -> Dispute:
    row = row or Dispute(
        attempt=attempt,
        provider_dispute_id=seen.id,
        currency=seen.currency,
        opened_at=seen.opened_at,
    )
    row.order, row.status, row.reason = order, seen.status, seen.reason
    row.amount_minor, row.refundable = seen.amount_minor, seen.refundable
    row.answer_by, row.seen_at = seen.answer_by, as_of
    row.closed_at = (row.closed_at or as_of) if is_over(seen.status) else None
    row.save()
    return row


def _post(slug: str, order: Order, seen: DisputeSeen, move: MoneyMove, source: EntrySource) -> None:
    """Write one line of a dispute's money, and its fee, into the ledger, once each."""
    taken = move.amount_minor < 0
    entries = {
        EntryKind.DISPUTE_WITHDRAWAL if taken else EntryKind.DISPUTE_REINSTATEMENT: (
            _in_currency(order, seen, move),
            order.currency,
        ),
        EntryKind.FEE: (-move.fee_minor, move.currency),
    }
    for kind, (amount, currency) in entries.items():
        if amount:
            ledger.post(
                order,
                kind,
                amount,
                currency=currency,
                provider=slug,
                provider_object_id=move.id,
                occurred_at=move.at,
                source=source,
                evidence=seen.id,
            )


def _in_currency(order: Order, seen: DisputeSeen, move: MoneyMove) -> int:
    """Return a line's sum in the order's currency; the provider may settle in another one."""
    if not move.amount_minor or move.currency == order.currency:
        return move.amount_minor
    return -seen.amount_minor if move.amount_minor < 0 else seen.amount_minor


def _follow(order: Order, dispute: Dispute) -> None:
    """Do what follows from a new state of a dispute."""
    now_at, subject = stage(dispute.status), f"dispute:{dispute.ref}"
    if not is_over(dispute.status):
        review.settle("fraud-warning", _("The payment was disputed meanwhile."), order=order)
        review.raise_item(OPENED, subject, _opened(order, dispute), order)
        return
    review.settle(OPENED, _outcome(now_at), subject=subject)
    if now_at is Stage.LOST:
        _lost(order, dispute, subject)
    elif now_at is Stage.WON:
        review.settle(LOST, _outcome(now_at), subject=subject)
    wake(owing.TOPIC)  # a refund may have waited for the end


def _lost(order: Order, dispute: Dispute, subject: str) -> None:
    """The money is gone for good: nobody keeps a place that nobody paid for."""
    if balance(order).kept_minor > 0:
        review.raise_item(
            LOST_PART,
            subject,
            f"Order {order.number}: a dispute over {_sum(dispute)} was lost. A part of the order is "
            "still paid, so the place was left. Decide whether it is to be revoked.",
            order,
        )
        return
    gone = revoking.revoke(order, "payment-lost")
    review.raise_item(
        LOST,
        subject,
        f"Order {order.number}: a dispute over {_sum(dispute)} was lost. "
        + (
            "The place was revoked and its holder told. "
            if gone
            else "No place was left to revoke. "
        )
        + "See whether marks or access elsewhere need a decision, then close this.",
        order,
    )


def _opened(order: Order, dispute: Dispute) -> str:
    by = f" Answer by {_moment(dispute.answer_by)}." if dispute.answer_by else ""
    what = (
        "the buyer's bank asks about a payment of"
        if stage(dispute.status) is Stage.INQUIRY
        else "the buyer's bank takes back"
    )
    return (
        f"Order {order.number}: {what} {_sum(dispute)} ({dispute.why}).{by} The evidence page has what "
        "we know; hand it in at the payment service, or let the matter go."
    )


def _moment(instant: datetime) -> str:
    zone = Organiser.current().zone
    return f"{wording.span(instant, None, zone)} {wording.zone_name(zone)}"


def _outcome(now_at: Stage) -> str:
    return {
        Stage.WON: _("Won: the money is ours again."),
        Stage.LOST: _("Lost: the money is gone."),
        Stage.CLOSED: _("It came to nothing; no money was taken."),
    }[now_at]


def _sum(dispute: Dispute) -> str:
    return show(dispute.amount_minor, dispute.currency)

"""Staff's own refunds: a part sent back while the place stays, and money paid back by hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit.money import show
from courseplatform.kit.moves import move
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.orders import owing
from courses.orders.balance import balance
from courses.orders.ledger import post
from courses.orders.models import EntryKind, EntrySource, Order, RefundOwed, RefundState


def refund_part(
    order: Order,
    amount_minor: int,
    *,
    actor: User,
    reason: str = "goodwill",
    left_minor: int | None = None,
) -> RefundOwed:
    """Promise back a sum that staff chose; the place stays.

    Args:
        left_minor: what could still go back when the page was shown; a page that is older than the
            last refund does nothing, so that a second press sends nothing twice.

    Raises:
        Refusal: ``money-moved`` for such a page, ``too-much``, ``disputed``, or ``nothing`` for a
            sum that is none.
    """
    if amount_minor <= 0:
        raise Refusal(_("A refund is more than nothing."), code="nothing")
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        if left_minor is not None and left_minor != owing.most(locked):
            raise Refusal(
                _(
                    "The order's money has moved since this page was opened, so nothing was sent. "
                    "Look at the order, then begin again if more is to go back."
                ),
                code="money-moved",
                next_url=order.get_absolute_url(),
            )
        refuse_too_much(locked, amount_minor)
        owed = owing.owe(locked, amount_minor, reason)
        audit.record(
            actor,
            "refund.promised",
            f"order:{order.ref}",
            amount_minor=amount_minor,
            currency=order.currency,
        )
    return owed


def pay_by_hand(owed: RefundOwed, *, reference: str, actor: User, now: datetime) -> None:
    """Record that staff sent the money back outside of any provider.

    Args:
        reference: the bank's own reference of the payment; no names.

    Raises:
        Refusal: ``not-settled``: it was paid or dropped already, or a provider is at it.
    """
    with transaction.atomic():
        move(
            owed,
            [RefundState.OWED, RefundState.FAILED],
            RefundState.SETTLED,
            settled_at=now,
            otherwise=_("This refund is on its way or paid already; nothing was recorded."),
        )
        post(
            owed.order,
            EntryKind.REFUND,
            -owed.amount_minor,
            provider="desk",
            provider_object_id=f"refund:{owed.ref}",
            occurred_at=now,
            source=EntrySource.STAFF,
            actor=actor,
            evidence=reference.strip()[:120],
        )
        audit.record(
            actor,
            "refund.paid-by-hand",
            f"order:{owed.order.ref}",
            amount_minor=owed.amount_minor,
            currency=owed.currency,
        )


def refuse_too_much(order: Order, amount_minor: int) -> None:
    """Refuse a sum that is more than what can still go back.

    Raises:
        Refusal: ``too-much``, or ``disputed`` while the buyer's bank holds money of the order.
    """
    money = balance(order)
    if amount_minor and money.disputed_minor:
        raise Refusal(
            _(
                "The buyer's bank has taken %(sum)s of this order back (a dispute). A refund now "
                "would pay twice: wait for the end of the dispute."
            )
            % {"sum": show(money.disputed_minor, order.currency)},
            code="disputed",
        )
    left = money.refundable_minor
    if not 0 <= amount_minor <= left:
        raise Refusal(
            _("Only %(sum)s of this order can still go back. Choose a smaller sum.")
            % {"sum": show(left, order.currency)},
            code="too-much",
        )

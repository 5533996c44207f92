"""Asking the provider everything about one order, and applying what it says."""

from __future__ import annotations

from courseplatform.kit import clock
from courses.orders.lineage import ancestors
from courses.orders.models import Order
from courses.payment import billing, disputes, refund_news, settling
from courses.payment.bill_models import LIVE_BILL
from courses.payment.models import PaymentAttempt
from courses.payment.providers.registry import provider


def ask_about(order: Order, *, source: str = "sync") -> None:
    """Bring the payments of an order's money up to date: refunds, disputes, and invoices sent for it.

    Raises:
        ProviderAway: the provider cannot be asked now; what was applied until then stays.
    """
    asked = PaymentAttempt.objects.filter(order__in=ancestors(order)).exclude(checkout_id="")
    for attempt in asked.select_related("order").order_by("order_id", "number"):
        seen = settling.sync(attempt, source=source)
        if not seen.payment_id or seen.state != "succeeded":
            continue
        refund_news.sync_payment(seen.provider, seen.payment_id, source=source)
        as_of = clock.now()
        for dispute in provider(seen.provider).disputes_of(seen.payment_id):
            disputes.apply(seen, dispute, source=source, as_of=as_of)
    for bill in order.provider_invoices.filter(state__in=LIVE_BILL).select_related("order"):
        billing.work(bill)

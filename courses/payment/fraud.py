"""Early warnings of fraud: a person decides whether to give the money back before it is taken."""

from __future__ import annotations

from courseplatform.kit.money import show
from courses.orders.lineage import where_now
from courses.payment import review
from courses.payment.finding import attempt_of_payment
from courses.payment.models import Dispute
from courses.payment.providers.registry import provider

KIND = "fraud-warning"


def sync(slug: str, warning_id: str, payment_id: str, *, source: str) -> str:
    """Show a warning to a person while something can be done; ``ignored`` when it is none of ours.

    Raises:
        ProviderAway: the provider cannot be asked now.
    """
    seen = provider(slug).read_warning(warning_id)
    attempt = attempt_of_payment(slug, seen.payment_id or payment_id, source=source)
    if attempt is None:
        return "ignored"
    disputed = Dispute.objects.filter(attempt=attempt).exists()
    if seen.actionable and not disputed:
        order = where_now(attempt.order)
        review.raise_item(
            KIND,
            f"warning:{seen.id}",
            f"Order {order.number}: the card's network warns that the payment of "
            f"{show(attempt.amount_minor, attempt.currency)} may be fraud. A refund now avoids a "
            "dispute and its fee; the place is then revoked.",
            order,
        )
    return "done"

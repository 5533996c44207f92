"""What payment holds about a person: what was asked of the provider for them, and what it told us."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from courses.payment.models import LIVE_ATTEMPT, Delivery, Dispute, PaymentAttempt

ADDRESS = "customer_email"  # the one thing about a person that we send along


def _export(person: User) -> Iterable[dict[str, Any]]:
    attempts = PaymentAttempt.objects.filter(order__buyer=person).select_related("order")
    for attempt in attempts.prefetch_related("refunds", "disputes").order_by("pk"):
        yield {
            "order": attempt.order.number,
            "state": attempt.state,
            "amount_minor": attempt.amount_minor,
            "currency": attempt.currency,
            "created_at": attempt.created_at.isoformat(),
            "payment": attempt.payment_id,
            "refunds": [
                {"state": one.state, "amount_minor": one.amount_minor,
                 "requested_at": one.requested_at.isoformat()}
                for one in attempt.refunds.all()
            ],
            "disputes": [
                {"status": one.status, "amount_minor": one.amount_minor,
                 "opened_at": one.opened_at.isoformat()}
                for one in attempt.disputes.all()
            ],
        }  # fmt: skip


def _blockers(person: User) -> Sequence[str]:
    found = []
    if PaymentAttempt.objects.filter(order__buyer=person, state__in=LIVE_ATTEMPT).exists():
        found.append(_("A payment of yours is under way. Wait until it has come to its end."))
    if Dispute.objects.filter(order__buyer=person, closed_at=None).exists():
        found.append(_("Your bank disputes a payment of yours. Wait until that is over."))
    return found


def _erase(person: User, now: datetime) -> Sequence[str]:
    """Empty what was sent and received about the person; ids, sums and dates stay."""
    attempts = PaymentAttempt.objects.filter(order__buyer=person)
    theirs = Q()
    for attempt in attempts:
        kept = {name: value for name, value in attempt.parameters.items() if name != ADDRESS}
        PaymentAttempt.objects.filter(pk=attempt.pk).update(parameters=kept, checkout_url="")
        theirs |= Q(object_id=attempt.checkout_id or "-") | Q(payment_id=attempt.payment_id or "-")
    if theirs:
        Delivery.objects.filter(theirs).update(body=b"")
    return [
        _("Under which references you paid at the payment service, which keeps records of its own.")
    ]


PERSONAL = PersonalData(
    slug="payment",
    title=gettext_lazy("Payments"),
    kept=gettext_lazy(
        "Your payments at the payment service: references, sums, states and dates, kept as long as "
        "the law has us keep books; what the service told us about you for 90 days."
    ),
    export=_export,
    erase=_erase,
    blockers=_blockers,
    position=45,
)

"""What orders hold about a person: who the bill was made out to. Sums and dates stay, by law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courseplatform.kit.privacy import PersonalData
from courseplatform.people.models import User
from courses.orders.models import Order, OrderBilling, RefundOwed, RefundState
from courses.orders.transfers import PlaceTransfer, TransferState

PARTICULARS = ("name", "company", "address", "country", "vat_number", "email", "reference")
UNSETTLED = (RefundState.OWED, RefundState.SUBMITTED, RefundState.FAILED)


def _export(person: User) -> Iterable[dict[str, Any]]:
    orders = Order.objects.filter(buyer=person).select_related("billing", "session__course")
    moved = dict(
        PlaceTransfer.objects.filter(
            order_from__buyer=person, state=TransferState.DONE
        ).values_list("order_from", "order_to__number")
    )
    for order in orders.prefetch_related("entries", "lines").order_by("pk"):
        yield {
            "number": order.number,
            "course": order.session.course.title,
            "created_at": order.created_at.isoformat(),
            "currency": order.currency,
            "total_minor": order.total_minor,
            "lines": [line.description for line in order.lines.all()],
            "billing": {name: getattr(order.billing, name) for name in PARTICULARS},
            "terms": order.terms,
            "moved_to": moved.get(order.pk, ""),
            "payments": [
                {
                    "kind": entry.kind,
                    "amount_minor": entry.amount_minor,
                    "currency": entry.currency,
                    "occurred_at": entry.occurred_at.isoformat(),
                }
                for entry in order.entries.all()
            ],
        }


def _blockers(person: User) -> Sequence[str]:
    owed = RefundOwed.objects.filter(order__buyer=person, state__in=UNSETTLED)
    if owed.exists():
        return [_("A refund to you is still on its way. Wait until it has arrived.")]
    return []


def _erase(person: User, now: datetime) -> Sequence[str]:
    told = ~Q(**dict.fromkeys(PARTICULARS, ""))
    OrderBilling.objects.filter(told, order__buyer=person).update(**dict.fromkeys(PARTICULARS, ""))
    return [
        _(
            "What was ordered, paid and refunded when, without your name; and the receipts and "
            "invoices as they were issued, which the law has us keep."
        )
    ]


PERSONAL = PersonalData(
    slug="orders",
    title=gettext_lazy("Orders and payments"),
    kept=gettext_lazy(
        "What you ordered and paid, and who the bill was made out to; sums and dates are kept "
        "as long as the law has us keep books."
    ),
    export=_export,
    erase=_erase,
    blockers=_blockers,
    position=40,
)

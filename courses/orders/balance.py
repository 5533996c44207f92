"""What an order's ledger adds up to. Every figure is a sum; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from courses.orders.models import EntryKind, LedgerEntry, Order, RefundOwed, RefundState
from courses.orders.transfers import PlaceTransfer, TransferState

RETURNS = (EntryKind.REFUND, EntryKind.REFUND_REVERSAL)


@dataclass(frozen=True)
class Balance:
    """The money of one order, in its currency.

    Attributes:
        total_minor: what the order costs.
        kept_minor: what the house has of it now: the sum of all entries except fees.
        returned_minor: what went back as refunds, positive.
        promised_minor: refunds owed and not in the ledger yet, and what an open transfer of the
            place to another session will take along or give back.
        carried_minor: what went along to the order of another place, positive.
    """

    total_minor: int
    kept_minor: int
    returned_minor: int
    promised_minor: int
    currency: str
    carried_minor: int = 0

    @property
    def received_minor(self) -> int:
        """What came in and was not taken back by a dispute, before refunds and what was carried."""
        return self.kept_minor + self.returned_minor + self.carried_minor

    @property
    def refundable_minor(self) -> int:
        """The most that can still be promised back."""
        return max(0, self.kept_minor - self.promised_minor)

    @property
    def open_minor(self) -> int:
        """What is still to be paid; refunds do not open an order again."""
        return max(0, self.total_minor - self.received_minor)


def balance(order: Order) -> Balance:
    """Return the balance of one order; three queries."""
    kinds = dict(
        LedgerEntry.objects.filter(order=order)
        .exclude(kind=EntryKind.FEE)
        .values_list("kind")
        .annotate(sum=Sum("amount_minor"))
        .order_by()
    )
    promised = RefundOwed.objects.filter(
        order=order, state__in=[RefundState.OWED, RefundState.SUBMITTED, RefundState.FAILED]
    ).aggregate(sum=Coalesce(Sum("amount_minor"), 0))["sum"]
    moving = PlaceTransfer.objects.filter(order_from=order, state=TransferState.OPEN).aggregate(
        sum=Coalesce(Sum(F("carried_minor") + F("back_minor")), 0)
    )["sum"]
    return _fold(order, kinds.items(), promised + moving)


def _fold(order: Order, kinds: Iterable[tuple[str, int]], promised: int) -> Balance:
    sums = dict(kinds)
    return Balance(
        total_minor=order.total_minor,
        kept_minor=sum(sums.values()),
        returned_minor=-sum(sums.get(kind, 0) for kind in RETURNS),
        promised_minor=promised,
        currency=order.currency,
        carried_minor=-sums.get(EntryKind.CARRIED_OUT, 0),
    )

"""What an order's ledger adds up to. Every figure is a sum; nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Sum

from courses.orders.models import (
    Cancellation,
    EntryKind,
    LedgerEntry,
    Order,
    RefundOwed,
    RefundState,
)
from courses.orders.transfers import PlaceTransfer, TransferState

RETURNS = (EntryKind.REFUND, EntryKind.REFUND_REVERSAL)
PROMISED = (RefundState.OWED, RefundState.SUBMITTED, RefundState.FAILED)
DISPUTED = (EntryKind.DISPUTE_WITHDRAWAL, EntryKind.DISPUTE_REINSTATEMENT)


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
        disputed_minor: what the buyer's bank has taken back and not given again, positive.
        waived_minor: what of the total is not asked for any more, since places went back unpaid.
    """

    total_minor: int
    kept_minor: int
    returned_minor: int
    promised_minor: int
    currency: str
    carried_minor: int = 0
    disputed_minor: int = 0
    waived_minor: int = 0

    @property
    def received_minor(self) -> int:
        """What came in, before refunds, disputes and what was carried to another order."""
        return self.kept_minor + self.returned_minor + self.carried_minor + self.disputed_minor

    @property
    def refundable_minor(self) -> int:
        """The most that can still be promised back."""
        return max(0, self.kept_minor - self.promised_minor)

    @property
    def open_minor(self) -> int:
        """What is still to be paid; neither refunds nor disputes open an order again."""
        return max(0, self.total_minor - self.waived_minor - self.received_minor)


def balance(order: Order) -> Balance:
    """Return the balance of one order; four queries."""
    return balances([order])[order.pk]


def balances(orders: Sequence[Order]) -> dict[int, Balance]:
    """Return the balances of many orders, by the order's row number; four queries for all."""
    keys = [order.pk for order in orders]
    kinds: dict[int, dict[str, int]] = defaultdict(dict)
    entries = LedgerEntry.objects.filter(order__in=keys).exclude(kind=EntryKind.FEE)
    sums = entries.values_list("order", "kind").annotate(Sum("amount_minor")).order_by()
    for order_id, kind, total in sums:
        kinds[order_id][kind] = total
    owed = RefundOwed.objects.filter(order__in=keys, state__in=PROMISED)
    promised = dict(owed.values_list("order").annotate(Sum("amount_minor")).order_by())
    leaving = PlaceTransfer.objects.filter(order_from__in=keys, state=TransferState.OPEN)
    moving = dict(
        leaving.values_list("order_from")
        .annotate(sum=Sum(F("carried_minor") + F("back_minor")))
        .order_by()
    )
    given_back = Cancellation.objects.filter(order__in=keys)
    waived = dict(given_back.values_list("order").annotate(Sum("waived_minor")).order_by())
    return {
        order.pk: _fold(
            order,
            kinds[order.pk],
            promised.get(order.pk, 0) + moving.get(order.pk, 0),
            waived.get(order.pk, 0),
        )
        for order in orders
    }


def _fold(order: Order, sums: Mapping[str, int], promised: int, waived: int) -> Balance:
    return Balance(
        total_minor=order.total_minor,
        kept_minor=sum(sums.values()),
        returned_minor=-sum(sums.get(kind, 0) for kind in RETURNS),
        promised_minor=promised,
        currency=order.currency,
        carried_minor=-sums.get(EntryKind.CARRIED_OUT, 0),
        disputed_minor=-sum(sums.get(kind, 0) for kind in DISPUTED),
        waived_minor=waived,
    )

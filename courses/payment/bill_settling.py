"""Settling an invoice at the provider: what it says now is read and applied once, in one transaction.

The webhook, the sweep and the page all come through ``sync``. Money goes into the ledger under the
provider's own ids; when nothing is open any more the places are confirmed and the receipt is written.
"""

from __future__ import annotations

from django.db import transaction

from courseplatform.kit import clock
from courseplatform.kit.money import show
from courses.companies import delivering
from courses.invoicing import bills
from courses.orders import ledger
from courses.orders.balance import balance
from courses.orders.ledger import LedgerConflict
from courses.orders.models import EntryKind, EntrySource, Order
from courses.payment import review
from courses.payment.bill_models import ProviderInvoice
from courses.payment.providers.billing import BillMoney, BillSeen
from courses.payment.providers.registry import bill_provider


def sync(row: ProviderInvoice, *, source: str) -> ProviderInvoice:
    """Read an invoice again and apply what it is, once."""
    if not row.invoice_id:
        return row
    return apply(row, bill_provider(row.provider).read_bill(row.invoice_id), source=source)


def apply(row: ProviderInvoice, seen: BillSeen, *, source: str) -> ProviderInvoice:
    """Take what came for an invoice into the books, and give what was paid for."""
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True).get(pk=row.order_id)
        locked = ProviderInvoice.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
        if _doubt(locked, seen):
            _leave_to_a_person(order, locked, seen)
            return locked
        for money in seen.payments:
            _post(order, locked, money, source)
        _note(locked, seen)
        if seen.overpaid_minor:
            _overpaid(order, locked, seen)
        if not balance(order).open_minor:
            _paid(order, locked, seen)
        elif seen.payments:
            _part(order)
    for name in ("state", "invoice_id", "url", "credited_minor", "paid_minor", "settled_at"):
        setattr(row, name, getattr(locked, name))
    return row


def _doubt(row: ProviderInvoice, seen: BillSeen) -> str:
    if seen.currency != row.currency:
        return f"asked in {seen.currency} instead of {row.currency}"
    if seen.reference != row.ref:
        return "its marks name another invoice"
    if seen.total_minor != row.amount_minor:
        return f"it asks for {seen.total_minor} instead of {row.amount_minor}"
    return ""


def _leave_to_a_person(order: Order, row: ProviderInvoice, seen: BillSeen) -> None:
    review.raise_item(
        "invoice-differs",
        f"invoice:{row.ref}",
        f"Order {order.number}: the invoice at the payment service is not ours as we sent it: "
        f"{_doubt(row, seen)}. Nothing was booked. Compare with its dashboard and decide.",
        order,
    )


def _post(order: Order, row: ProviderInvoice, money: BillMoney, source: str) -> None:
    """Write what came by transfer, and its fee; what came elsewhere is in the ledger by staff's hand."""
    if money.elsewhere or not money.amount_minor:
        return
    try:
        ledger.post(
            order,
            EntryKind.CHARGE,
            money.amount_minor,
            provider=row.provider,
            provider_object_id=money.object_id,
            occurred_at=money.paid_at,
            source=EntrySource(source),
            evidence=f"invoice:{row.ref}",
        )
        if money.fee_id and money.fee_minor:
            ledger.post(
                order,
                EntryKind.FEE,
                -money.fee_minor,
                currency=money.fee_currency,
                provider=row.provider,
                provider_object_id=money.fee_id,
                occurred_at=money.paid_at,
                source=EntrySource(source),
                evidence=f"invoice:{row.ref}",
            )
    except LedgerConflict:
        review.raise_item(
            "ledger-conflict",
            f"invoice:{row.ref}:{money.object_id}",
            f"Order {order.number}: a payment is in the ledger with another sum or for another "
            "order. Compare with the payment service and correct it by hand.",
            order,
        )


def _note(row: ProviderInvoice, seen: BillSeen) -> None:
    row.invoice_id, row.url = seen.id, seen.url
    row.credited_minor = min(seen.credited_minor, row.amount_minor)
    row.paid_minor = sum(money.amount_minor for money in seen.payments)
    row.state = {"draft": row.state}.get(seen.status, seen.status)
    row.looked_at = clock.now()
    if seen.is_over or seen.status == "uncollectible":
        row.settled_at = row.settled_at or clock.now()
    row.save(
        update_fields=[
            "invoice_id", "url", "credited_minor", "paid_minor", "state", "looked_at", "settled_at",
        ]
    )  # fmt: skip


def _paid(order: Order, row: ProviderInvoice, seen: BillSeen) -> None:
    """All is paid: confirm what is held, or take again what went back; else a person decides."""
    received = balance(order).received_minor
    if not received:
        return  # nothing is asked for any more: every place was given back
    last = max((money.paid_at for money in seen.payments), default=clock.now())
    if delivering.settle(order, last, clock.now()) is None:
        bills.bill_paid(order, last)
        review.raise_item(
            "invoice-paid-late",
            f"invoice:{row.ref}",
            f"Order {order.number}: the invoice was paid after its places had gone back, and they "
            "are no longer free. Offer another session, or pay the money back by transfer.",
            order,
        )
    review.settle("invoice-part", "Paid in full.", order=order)


def _part(order: Order) -> None:
    """A part came: the order stays open with the rest, and a person hears of it once."""
    money = balance(order)
    review.raise_item(
        "invoice-part",
        f"order:{order.ref}",
        f"Order {order.number}: {show(money.received_minor, order.currency)} of "
        f"{show(money.total_minor, order.currency)} came by transfer. The places are kept and not "
        "released by themselves; ask for the rest, or waive it.",
        order,
    )


def _overpaid(order: Order, row: ProviderInvoice, seen: BillSeen) -> None:
    review.raise_item(
        "invoice-overpaid",
        f"invoice:{row.ref}",
        f"Order {order.number}: {show(seen.overpaid_minor, order.currency)} came beyond what was asked "
        "for. It stands to the company's credit at the payment service: pay it back.",
        order,
    )

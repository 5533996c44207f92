"""Invoices at the provider: sent, brought in line with our documents, and paid.

Our document is the bill; the provider's invoice under the same number is how it is paid. So the rule is
one of wanted minus stored: an invoice that asks for money is sent, one that is taken back is voided or
credited there, and one whose money came elsewhere is marked so. Nobody is called inside a transaction,
and what the provider says is read again and applied once.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from courseplatform.kit import clock
from courseplatform.kit.moves import try_move
from courses.invoicing import crediting
from courses.invoicing.models import Document, DocumentKind
from courses.orders.balance import balance
from courses.orders.companies import Paying
from courses.payment import bill_settling, review
from courses.payment.bill_models import LIVE_BILL, ProviderInvoice
from courses.payment.bill_parameters import invoice_parameters
from courses.payment.providers.contract import ProviderAway, ProviderRefused
from courses.payment.providers.registry import bill_provider
from courses.payment.registering import customer_for

log = logging.getLogger(__name__)
BATCH = 20
LOOK_EVERY = timedelta(hours=6)  # news comes by webhook; this is for what was lost
LONGEST_PAUSE = 3600


def want_missing() -> int:
    """Write the rows of invoices that should be at the provider; return how many."""
    if not settings.INVOICE_PROVIDER:
        return 0
    notes = Q(followers__kind=DocumentKind.CREDIT_NOTE)
    asking = (
        Document.objects.filter(
            kind=DocumentKind.INVOICE,
            order__company__paying=Paying.INVOICE,
            provider_invoice__isnull=True,
            emptied_at=None,
        )
        .exclude(snapshot__open_minor=0)
        .annotate(taken_back=Coalesce(Sum("followers__total_minor", filter=notes), 0))
        .filter(taken_back__lt=F("total_minor"))
        .select_related("order__session__course")
        .order_by("pk")
    )
    return sum(want(document) for document in asking[:BATCH])


def want(document: Document) -> bool:
    """Freeze how a document is sent; tell whether this call did."""
    now = clock.now()
    row = ProviderInvoice(
        order=document.order,
        document=document,
        provider=settings.INVOICE_PROVIDER,
        amount_minor=document.snapshot["open_minor"],
        currency=document.currency,
        next_try_at=now,
        created_at=now,
    )
    row.parameters = invoice_parameters(document, row)
    made = ProviderInvoice.objects.bulk_create([row], ignore_conflicts=True)
    return bool(made)


def nudge() -> int:
    """Have open invoices looked at now of which something changed here; counts as no work by itself."""
    news = Q(document__followers__issued_at__gt=F("looked_at")) | Q(
        order__entries__recorded_at__gt=F("looked_at")
    )
    now = clock.now()
    changed = ProviderInvoice.objects.filter(news, state="open", next_try_at__gt=now)
    ProviderInvoice.objects.filter(pk__in=changed.values("pk")).update(next_try_at=now)
    return 0


def work_due() -> int:
    """Bring invoices whose time has come in line with the provider; return how many moved."""
    return sum(_work(row) for row in _claim())


def work(row: ProviderInvoice) -> ProviderInvoice:
    """Send an invoice that is wanted, or bring one that was sent up to date.

    Raises:
        ProviderAway: the provider cannot be asked now.
    """
    if row.state == "wanted":
        send(row)
    if row.state == "open":
        bill_settling.sync(row, source="reconcile")
        _bring_in_line(row)
    return row


def _work(row: ProviderInvoice) -> int:
    before = (row.state, row.paid_minor, row.credited_minor)
    try:
        work(row)
    except ProviderAway as error:
        log.warning("Invoice %s waits: %s", row.ref, error)
        return 0
    except Exception:
        log.exception("Invoice %s could not be brought up to date.", row.ref)
        return 0
    return int((row.state, row.paid_minor, row.credited_minor) != before)


def _claim() -> list[ProviderInvoice]:
    now = clock.now()
    with transaction.atomic():
        rows = list(
            ProviderInvoice.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .filter(state__in=LIVE_BILL, next_try_at__lte=now)
            .select_related("order", "document")
            .order_by("next_try_at", "pk")[:BATCH]
        )
        for row in rows:
            row.tries += 1
            pause = timedelta(seconds=min(LONGEST_PAUSE, 10 * 2 ** min(row.tries, 9)))
            row.next_try_at = now + (LOOK_EVERY if row.state == "open" else pause)
            row.save(update_fields=["tries", "next_try_at"])
    return rows


def send(row: ProviderInvoice) -> None:
    """Send an invoice under its key; a call whose answer was lost finds the one that was sent.

    Raises:
        ProviderAway: the outcome is unknown.
    """
    customer = customer_for(row.order)
    if customer is None:
        return
    try:
        seen = bill_provider(row.provider).send_bill(customer, row.parameters, row.key)
    except ProviderRefused as error:
        if try_move(row, "wanted", "refused", settled_at=clock.now()):
            review.raise_item(
                "invoice-refused",
                f"invoice:{row.ref}",
                f"Order {row.order.number}: the payment service refused the invoice ({error.code}: "
                f"{error}). Send the PDF yourself, and note the transfer at the desk when it comes.",
                row.order,
            )
        return
    bill_settling.apply(row, seen, source="sync")


def _bring_in_line(row: ProviderInvoice) -> None:
    """Take off at the provider what our credit notes took back, and end what is no longer asked for."""
    unasked = min(row.amount_minor, crediting.unasked(row.document))
    provider = bill_provider(row.provider)
    if unasked == row.amount_minor and not row.paid_minor:
        bill_settling.apply(row, provider.void_bill(row.invoice_id), source="reconcile")
    elif unasked > row.credited_minor:
        part, key = unasked - row.credited_minor, f"{row.key}:credit:{unasked}"
        bill_settling.apply(
            row, provider.credit_bill(row.invoice_id, part, key), source="reconcile"
        )
    elif not balance(row.order).open_minor:
        key = f"{row.key}:elsewhere"
        bill_settling.apply(row, provider.settle_elsewhere(row.invoice_id, key), source="reconcile")

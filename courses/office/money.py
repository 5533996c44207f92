"""The desk for money: orders with their timeline, a session's ledger, what needs a look."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.kit.csvtext import safe
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.catalogue.models import Session
from courses.enrolment.models import Place
from courses.invoicing.models import Document
from courses.office.answering import act
from courses.office.forms import RefundForm, minor_or_refuse
from courses.office.sessions import found, frame
from courses.orders.balance import balance
from courses.orders.models import LedgerEntry, Order, RefundOwed
from courses.orders.refunding import refund_part
from courses.payment import review, settling
from courses.payment.models import Delivery, PaymentAttempt, Refund, ReviewItem
from courses.payment.providers.contract import ProviderAway

A_PAGE = 50


@requires(Right.SEE_MONEY)
@require_safe
def orders(request: HttpRequest) -> HttpResponseBase:
    """List orders, newest first, with a search by number, name or address; and what needs a look."""
    wanted = request.GET.get("q", "").strip()[:100]
    rows = Order.objects.select_related("buyer", "session__course", "billing")
    if wanted:
        rows = rows.filter(
            Q(number__icontains=wanted)
            | Q(buyer__name__icontains=wanted)
            | Q(buyer__email__icontains=wanted)
            | Q(billing__name__icontains=wanted)
            | Q(billing__company__icontains=wanted)
        )
    page = Paginator(rows.order_by("-created_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    kept = dict(
        LedgerEntry.objects.filter(order__in=[row.pk for row in page])
        .exclude(kind="fee")
        .values_list("order")
        .annotate(Sum("amount_minor"))
        .order_by()
    )
    context = {
        "page": page,
        "rows": [(row, kept.get(row.pk, 0)) for row in page],
        "q": wanted,
        "items": ReviewItem.objects.filter(closed_at=None)
        .select_related("order")
        .order_by("raised_at"),
        "health": health(),
    }
    return render(request, "office/orders.html", context)


def health() -> dict[str, Any]:
    """Return how the payment integration is: last delivery, what waits, what is stuck."""
    now = clock.now()
    last = Delivery.objects.order_by("-received_at").values_list("received_at", flat=True).first()
    return {
        "last_delivery_at": last,
        "waiting": Delivery.objects.filter(state__in=["received", "processing"]).count(),
        "dead": Delivery.objects.filter(state="dead").count(),
        "late_holds": PaymentAttempt.objects.filter(
            state__in=["created", "open"], expires_at__lt=now - timedelta(minutes=5)
        ).count(),
        "refunds_open": RefundOwed.objects.exclude(state__in=["settled", "dropped"]).count(),
    }


@requires(Right.SEE_MONEY)
@require_safe
def order(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show one order: lines, terms, attempts, ledger, refunds, documents."""
    shown = get_object_or_404(
        Order.objects.select_related("buyer", "session__course", "billing"), ref=ref
    )
    context = {
        "order": shown,
        "lines": shown.lines.select_related("place"),
        "balance": balance(shown),
        "attempts": shown.attempts.order_by("number"),
        "entries": shown.entries.select_related("actor").order_by("recorded_at", "pk"),
        "owed": RefundOwed.objects.filter(order=shown).order_by("pk"),
        "refunds": Refund.objects.filter(order=shown).order_by("pk"),
        "documents": Document.objects.filter(order=shown).order_by("issued_at"),
        "items": ReviewItem.objects.filter(order=shown).order_by("raised_at"),
        "places": Place.objects.filter(lines__order=shown).distinct(),
    }
    return render(request, "office/order.html", context)


@requires(Right.SEE_MONEY)
@require_POST
def order_sync(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the payment provider about every attempt of an order, and apply what it says."""
    shown = get_object_or_404(Order, ref=ref)
    try:
        for attempt in shown.attempts.exclude(checkout_id=""):
            settling.sync(attempt, source="sync")
        messages.success(request, _("The order is as the payment service says."))
    except ProviderAway:
        messages.error(request, _("The payment service does not answer. Try again in a minute."))
    return redirect("desk-order", shown.ref)


@requires(Right.REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def order_refund(request: HttpRequest, ref: str) -> HttpResponse:
    """Send a part of an order's money back while the place stays."""
    shown = get_object_or_404(Order.objects.select_related("session__course"), ref=ref)
    form = RefundForm(request.POST or None)

    def verb() -> str:
        amount = minor_or_refuse(form.cleaned_data["amount"], shown.currency)
        refund_part(shown, amount, actor=signed_in(request))
        return reverse("desk-order", args=[shown.ref])

    return act(
        request,
        form,
        verb,
        template="office/refund.html",
        context={"order": shown, "balance": balance(shown)},
        done=_("The refund is on its way; the buyer gets a letter and a credit note."),
    )


@requires(Right.SEE_MONEY)
@require_POST
def review_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a thing to look at with what was done about it."""
    item = get_object_or_404(ReviewItem, pk=pk)
    outcome = request.POST.get("outcome", "").replace("\0", "").strip()[:500]
    if not outcome:
        messages.error(request, _("Say in a few words what was done, then close the item."))
    else:
        review.close_item(item, signed_in(request), outcome)
    return redirect("desk-money")


def totals(session: Session) -> list[tuple[str, int, int]]:
    """Return what a session's ledger adds up to: kind, how many entries, sum; without fees."""
    from django.db.models import Count

    entries = LedgerEntry.objects.filter(order__session=session, currency=_currency(session))
    grouped = entries.values_list("kind").annotate(Count("pk"), Sum("amount_minor"))
    return [(kind, count, total) for kind, count, total in grouped.order_by("kind")]


def _currency(session: Session) -> str:
    return str(session.prices.currency) if hasattr(session, "prices") else "EUR"


@requires(Right.SEE_MONEY)
@require_safe
def session_money(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show a session's payments and its ledger, entry by entry, with what they add up to."""
    session = found(ref)
    entries = (
        LedgerEntry.objects.filter(order__session=session)
        .select_related("order__buyer")
        .order_by("-occurred_at", "-pk")
    )
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    sums = totals(session)
    context = {
        **frame(session, "money"),
        "entries": page,
        "sums": sums,
        "currency": _currency(session),
        "kept": sum(total for kind, _count, total in sums if kind != "fee"),
        "fees": sum(total for kind, _count, total in sums if kind == "fee"),
        "unpaid": PaymentAttempt.objects.filter(
            order__session=session, state__in=["created", "open", "processing"]
        ).select_related("order__buyer"),
    }
    return render(request, "office/session_money.html", context)


@requires(Right.SEE_MONEY)
@require_safe
def ledger_csv(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Send a session's ledger as CSV, in minor units."""
    session = found(ref)
    answer = StreamingHttpResponse(_ledger_lines(session), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ledger-{session.slug}.csv"'
    return answer


def _ledger_lines(session: Session) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        ["order", "kind", "amount_minor", "currency", "provider", "object", "occurred_at", "source"]
    )
    entries = LedgerEntry.objects.filter(order__session=session).select_related("order")
    for entry in entries.order_by("occurred_at", "pk").iterator(chunk_size=500):
        writer.writerow(_ledger_row(entry))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _ledger_row(entry: LedgerEntry) -> list[object]:
    return [
        entry.order.number,
        entry.kind,
        entry.amount_minor,
        entry.currency,
        safe(entry.provider),
        safe(entry.provider_object_id),
        entry.occurred_at.isoformat(),
        entry.source,
    ]

"""A session's money: what it adds up to, who is paying just now, and its ledger."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from courseplatform.people.guards import requires
from courseplatform.people.roles import Right
from courses.catalogue.models import Session
from courses.office.money import words
from courses.office.sessions import found, frame
from courses.orders.models import EntryKind, LedgerEntry
from courses.payment.models import LIVE_ATTEMPT, PaymentAttempt
from courses.pricing.models import PriceList

A_PAGE = 50


@requires(Right.SEE_MONEY)
@require_safe
def session_money(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show a session's payments and its ledger, entry by entry, with what they add up to."""
    session = found(ref)
    currency = _currency(session)
    entries = (
        LedgerEntry.objects.filter(order__session=session)
        .select_related("order__buyer")
        .order_by("-occurred_at", "-pk")
    )
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    sums = totals(session, currency)
    context = {
        **frame(session, "money"),
        "entries": page,
        "rows": [(entry, words.word(words.ENTRIES, entry.kind)) for entry in page],
        "sums": [(words.word(words.ENTRIES, kind), count, total) for kind, count, total in sums],
        "currency": currency,
        "kept": sum(total for kind, _count, total in sums if kind != EntryKind.FEE),
        "fees": sum(total for kind, _count, total in sums if kind == EntryKind.FEE),
        "unpaid": PaymentAttempt.objects.filter(
            order__session=session, state__in=LIVE_ATTEMPT
        ).select_related("order__buyer"),
        "query": urlencode({"session": session.ref}),
    }
    return render(request, "office/money/session.html", context)


def totals(session: Session, currency: str) -> list[tuple[str, int, int]]:
    """Return what a session's ledger adds up to in a currency: kind, how many entries, sum."""
    entries = LedgerEntry.objects.filter(order__session=session, currency=currency)
    grouped = entries.values_list("kind").annotate(Count("pk"), Sum("amount_minor"))
    return [(kind, count, total) for kind, count, total in grouped.order_by("kind")]


def _currency(session: Session) -> str:
    found = PriceList.objects.filter(session=session).values_list("currency", flat=True).first()
    return found or "EUR"

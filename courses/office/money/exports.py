"""Exports of the money desk: orders, ledger, refunds, disputes; of a period, of a session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from courseplatform.kit import clock
from courseplatform.people import audit
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.catalogue.models import Session
from courses.office import csvfiles
from courses.office.csvfiles import Row, major
from courses.office.money.finding import Wish, made_between, sessions_with_orders
from courses.office.money.forms import ExportForm
from courses.office.money.frame import frame
from courses.orders.models import LedgerEntry, Order
from courses.payment.models import Dispute, Refund
from courses.payment.standing import listed

CHUNK = 500
ORDERS = (
    "order", "made_at", "kind", "state", "buyer", "email", "bill_name", "bill_company",
    "bill_country", "vat_number", "course", "session_starts_at", "net", "vat", "vat_percent",
    "total", "received", "returned", "here", "open", "currency",
)  # fmt: skip
LEDGER = (
    "order", "kind", "amount", "currency", "provider", "object", "occurred_at", "recorded_at",
    "source", "actor", "session_starts_at", "amount_minor",
)  # fmt: skip
REFUNDS = (
    "order", "amount", "currency", "reason", "state", "object", "failure", "requested_at",
    "settled_at", "buyer", "session_starts_at",
)  # fmt: skip
DISPUTES = (
    "order", "amount", "currency", "reason", "status", "object", "payment", "opened_at",
    "answer_by", "closed_at", "buyer", "session_starts_at",
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """One table that can be exported.

    Attributes:
        title: what it is called on the page.
        head: the names of its columns.
        rows: makes the rows of what was asked for, in the zone given, chunk by chunk.
    """

    title: str | Promise
    head: tuple[str, ...]
    rows: Callable[[Wish, str], Iterable[Row]]


@requires(Right.SEE_MONEY)
@require_safe
def exports(request: HttpRequest) -> HttpResponseBase:
    """Ask what is to be exported; a filled-in form leads on to the file, whose address can be kept."""
    shared = frame(signed_in(request))
    asked = request.GET if request.GET.get("what") else None
    form = ExportForm(
        asked,
        tables=[(slug, table.title) for slug, table in TABLES.items()],
        sessions=[(one.ref, str(one)) for one in sessions_with_orders()],
        initial={"what": "orders", **request.GET.dict()},
    )
    if asked is not None and form.is_valid():
        data = form.cleaned_data
        named = {name: data[name] for name in ("since", "until", "session") if data[name]}
        address = reverse("desk-export", args=[data["what"]])
        return redirect(f"{address}?{urlencode(named)}" if named else address)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "office/money/exports.html", {**shared, "form": form}, status=status)


@requires(Right.SEE_MONEY)
@require_safe
def export(request: HttpRequest, what: str) -> HttpResponseBase:
    """Send one table as CSV, streamed; sums in the units people calculate with, moments in UTC."""
    table = TABLES.get(what)
    if table is None:
        raise Http404
    person = signed_in(request)
    wish = Wish.from_query(request.GET)
    name = what
    if wish.session:
        session = Session.objects.filter(ref=wish.session).first()
        if session is None:
            raise Http404
        name = f"{what}-{session.slug}"
    audit.record(person, "money.exported", f"table:{what}", session=wish.session)
    rows = table.rows(wish, cast("str", frame(person)["zone"]))
    return csvfiles.send(f"{name}.csv", table.head, rows)


def _asked(wish: Wish, field: str, zone: str) -> Q:
    """Return the condition for the period and the session of what hangs on an order."""
    asked = Q()
    for part in made_between(field, wish.since, wish.until, zone):
        asked &= part
    return asked & Q(order__session__ref=wish.session) if wish.session else asked


def _order_rows(wish: Wish, zone: str) -> Iterator[Row]:
    asked = Q()
    for part in made_between("created_at", wish.since, wish.until, zone):
        asked &= part
    if wish.session:
        asked &= Q(session__ref=wish.session)
    found = Order.objects.filter(asked).select_related("buyer", "billing", "session__course")
    ordered = found.order_by("created_at", "pk").iterator(chunk_size=CHUNK)
    now = clock.now()
    while chunk := list(islice(ordered, CHUNK)):
        for row in listed(chunk, now):
            yield _order_row(row.order, row.state.value, row.money)


def _order_row(order: Order, state: str, money: Any) -> Row:
    def sum_(minor: int) -> object:
        return major(minor, order.currency)

    bill = order.billing
    return [
        order.number, order.created_at, order.kind, state, order.buyer.name,
        order.buyer.email or "", bill.name, bill.company, bill.country, bill.vat_number,
        order.session.course.title, order.session.starts_at, sum_(order.net_minor),
        sum_(order.vat_minor), order.vat_bp / 100, sum_(order.total_minor),
        sum_(money.received_minor), sum_(money.returned_minor), sum_(money.kept_minor),
        sum_(money.open_minor), order.currency,
    ]  # fmt: skip


def _ledger_rows(wish: Wish, zone: str) -> Iterator[Row]:
    found = LedgerEntry.objects.filter(_asked(wish, "occurred_at", zone)).select_related(
        "order__session", "actor"
    )
    for entry in _streamed(found, "occurred_at"):
        yield [
            entry.order.number, entry.kind, major(entry.amount_minor, entry.currency),
            entry.currency, entry.provider, entry.provider_object_id, entry.occurred_at,
            entry.recorded_at, entry.source, entry.actor.called if entry.actor else "",
            entry.order.session.starts_at, entry.amount_minor,
        ]  # fmt: skip


def _refund_rows(wish: Wish, zone: str) -> Iterator[Row]:
    found = Refund.objects.filter(_asked(wish, "requested_at", zone)).select_related(
        "order__session", "order__buyer"
    )
    for refund in _streamed(found, "requested_at"):
        yield [
            refund.order.number, major(refund.amount_minor, refund.currency), refund.currency,
            refund.reason, refund.state, refund.provider_refund_id, refund.failure,
            refund.requested_at, refund.settled_at, refund.order.buyer.called,
            refund.order.session.starts_at,
        ]  # fmt: skip


def _dispute_rows(wish: Wish, zone: str) -> Iterator[Row]:
    found = Dispute.objects.filter(_asked(wish, "opened_at", zone)).select_related(
        "order__session", "order__buyer", "attempt"
    )
    for one in _streamed(found, "opened_at"):
        yield [
            one.order.number, major(one.amount_minor, one.currency), one.currency, one.reason,
            one.status, one.provider_dispute_id, one.attempt.payment_id, one.opened_at,
            one.answer_by, one.closed_at, one.order.buyer.called, one.order.session.starts_at,
        ]  # fmt: skip


def _streamed(found: QuerySet[Any], field: str) -> Iterator[Any]:
    return found.order_by(F(field), "pk").iterator(chunk_size=CHUNK)


TABLES: dict[str, Table] = {
    "orders": Table(_("Orders"), ORDERS, _order_rows),
    "ledger": Table(_("Ledger"), LEDGER, _ledger_rows),
    "refunds": Table(_("Refunds"), REFUNDS, _refund_rows),
    "disputes": Table(_("Disputes"), DISPUTES, _dispute_rows),
}

"""Orders that wait for a transfer: money recorded, the last day moved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.office.answering import act
from courses.office.forms import minor_or_refuse
from courses.office.place_forms import LastDayForm, ReceivedForm
from courses.office.sessions import plain
from courses.orders.balance import balance
from courses.orders.giving import record_transfer
from courses.orders.models import Order
from courses.orders.unpaid import set_last_day


@requires(Right.SEE_MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def received(request: HttpRequest, ref: str) -> HttpResponse:
    """Record money that came by transfer."""
    order = _order(ref)
    money = balance(order)
    initial = {"amount": plain(money.open_minor, order.currency) if money.open_minor else ""}
    form = ReceivedForm(request.POST or None, initial=initial)

    def verb() -> str:
        data = form.cleaned_data
        record_transfer(
            order,
            minor_or_refuse(data["amount"], order.currency),
            reference=data["reference"],
            actor=signed_in(request),
            occurred_at=clock.now(),
        )
        return reverse("desk-order", args=[order.ref])

    return act(
        request,
        form,
        verb,
        template="office/received.html",
        context={"order": order, "balance": money},
        done=_("The payment is in the ledger."),
    )


@requires(Right.SEE_MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def last_day(request: HttpRequest, ref: str) -> HttpResponse:
    """Give an order another last day for paying."""
    order = _order(ref)
    initial = {"pay_by_on": order.pay_by_on, "release_unpaid": order.release_unpaid}
    form = LastDayForm(request.POST or None, initial=initial)

    def verb() -> str:
        data = form.cleaned_data
        set_last_day(
            order,
            data["pay_by_on"],
            release=data["release_unpaid"],
            actor=signed_in(request),
        )
        return reverse("desk-order", args=[order.ref])

    return act(
        request,
        form,
        verb,
        template="office/last_day.html",
        context={"order": order, "balance": balance(order)},
        done=_("The last day is set; the reminders follow it."),
    )


def _order(ref: str) -> Order:
    return get_object_or_404(Order.objects.select_related("session__course", "buyer"), ref=ref)

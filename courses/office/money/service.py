"""How the payment service is connected: stored facts at a glance, a button that asks outside."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.people import audit
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.office.money import words
from courses.office.money.frame import frame
from courses.orders.balance import PROMISED
from courses.orders.models import RefundOwed
from courses.payment import inbox, review
from courses.payment.doctor import examining
from courses.payment.doctor.finding import Finding, Tone
from courses.payment.doctor.open_matters import LATE
from courses.payment.models import Delivery, PaymentAttempt

A_PAGE = 25
MOST = 25
AGE_OF_NEWS = timedelta(days=1)


@requires(Right.SEE_MONEY)
@require_safe
def service(request: HttpRequest) -> HttpResponseBase:
    """Show what the doctor says without asking anybody, and what was said when it last asked."""
    now = clock.now()
    stored, last = examining.stored(now), examining.last()
    given_up = Delivery.objects.filter(state="dead").defer("body").order_by("received_at", "pk")
    context = {
        **frame(signed_in(request)),
        "stored": _loudest_first(stored),
        "last": last,
        "asked": _loudest_first(last.findings) if last else [],
        "is_old": last is not None and now - last.at > AGE_OF_NEWS,
        "worst": examining.worst([*stored, *(last.findings if last else [])]).value,
        "page": Paginator(given_up, A_PAGE).get_page(request.GET.get("page")),
        "late": PaymentAttempt.objects.filter(
            state__in=["created", "open"], expires_at__lt=now - LATE
        )
        .select_related("order__buyer")
        .order_by("expires_at")[:MOST],
        "owed": [
            (debt, words.word(words.DEBTS, debt.state), words.DEBT_TONES.get(debt.state, ""))
            for debt in RefundOwed.objects.filter(state__in=PROMISED)
            .select_related("order__buyer")
            .order_by("created_at")[:MOST]
        ],
    }
    return render(request, "office/money/service.html", context)


@requires(Right.SEE_MONEY)
@require_POST
def examination(request: HttpRequest) -> HttpResponse:
    """Ask the payment service how it is connected, and keep what it says."""
    found = examining.ask()
    if examining.worst(found.findings) is Tone.OK:
        messages.success(request, _("The payment service is connected as it should be."))
    else:
        messages.warning(request, _("The payment service was asked; see what it said."))
    return redirect("desk-payment-service")


@requires(Right.SEE_MONEY)
@require_POST
def delivery_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a delivery that was given up back to work."""
    found = get_object_or_404(Delivery.objects.defer("body"), pk=pk)
    if inbox.replay(Delivery.objects.filter(pk=found.pk, state="dead")):
        review.settle(
            "dead-delivery",
            _("Put back to work on the desk."),
            subject=f"{found.provider}:{found.event_id}",
        )
        audit.record(signed_in(request), "delivery.replayed", f"delivery:{found.pk}")
        messages.success(request, _("The event is worked again within seconds."))
    else:
        messages.info(request, _("Somebody put this event back to work meanwhile."))
    return redirect("desk-payment-service")


def _loudest_first(found: list[Finding]) -> list[Finding]:
    order = [Tone.BAD, Tone.WARN, Tone.OK]
    return sorted(found, key=lambda one: order.index(one.tone))

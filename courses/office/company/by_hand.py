"""A company's order made at the desk: asked on one page, shown line by line, then made exactly so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock, wording
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.catalogue.models import Session
from courses.catalogue.reading import sessions_not_over
from courses.companies.opening import quote_for
from courses.office.company.forms import CONFIRM, HOLD, CompanyOrderForm
from courses.office.sessions import person_by_email
from courses.payment.company_buying import order_by_hand
from courses.pricing.models import PriceList
from courses.pricing.wording import quote_rows

BEGIN = ("session", "account", "company", "name", "number")  # what another page may fill in


@requires(Right.RUN_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def order_new(request: HttpRequest) -> HttpResponse:
    """Make an order for a company; the first button shows what it comes to, the second makes it.

    Another page, such as an inquiry's, fills the form in by a POST with ``begin``.
    """
    now = clock.now()
    sessions = [
        (row.ref, f"{row}, {wording.day(row.starts_local)}") for row in sessions_not_over(now)
    ]
    if request.method != "POST" or "begin" in request.POST:
        given = request.POST if request.method == "POST" else request.GET
        initial = {name: given[name] for name in BEGIN if given.get(name)}
        return _ask(request, CompanyOrderForm(sessions=sessions, initial=initial))
    form = CompanyOrderForm(request.POST, sessions=sessions)
    if not form.is_valid():
        return _ask(request, form, status=422)
    try:
        return _answer(request, form, now)
    except Refusal as refusal:
        field = {"no-such-person": "account", "has-place": "one_is_mine"}.get(refusal.code)
        form.add_error(field, refusal.sentence)
        return _ask(request, form, status=422)


def _answer(request: HttpRequest, form: CompanyOrderForm, now: datetime) -> HttpResponse:
    told = form.cleaned_data
    session = get_object_or_404(Session.objects.select_related("course"), ref=told["session"])
    buyer = person_by_email(told["account"])
    prices = PriceList.objects.filter(session=session).first()
    wish = form.wish()
    by_staff = form.by_staff(signed_in(request), prices.currency if prices else "EUR")
    quoted = quote_for(session, wish, buyer, now, by_staff=by_staff)
    shown = request.POST.get("shown_minor", "")
    if "confirm" in request.POST and shown == str(quoted.total_minor):
        order = order_by_hand(
            buyer, session, wish, by_staff, reference=told["bank_reference"], now=now
        )
        messages.success(request, _("The order is made; the buyer gets a letter."))
        return redirect("desk-company", order.ref)
    if "change" in request.POST:
        return _ask(request, form)
    changed = "confirm" in request.POST
    context: dict[str, Any] = {
        "form": form,
        "session": session,
        "buyer": buyer,
        "wish": wish,
        "quoted": quoted,
        "rows": quote_rows(quoted, session.zone),
        "country": wording.country(wish.billing.country),
        "on_invoice": told["settlement"] in {CONFIRM, HOLD},
        "settlement": told["settlement"],
        "changed": changed,
    }
    return render(request, "office/company/check.html", context, status=409 if changed else 200)


def _ask(request: HttpRequest, form: CompanyOrderForm, *, status: int = 200) -> HttpResponse:
    return render(request, "office/company/new.html", {"form": form}, status=status)

"""Giving back places that nobody has taken: how many, what it means line by line, then one press."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private, signed_in
from courses.companies import giving_back
from courses.orders.models import Order
from courses.orders.reckoning import Basis
from courses.orders.wording import basis_sentence, company_lines
from courses.storefront.company_forms import NumberForm


@require_http_methods(["GET", "HEAD", "POST"])
@private
def company_giving_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what giving places back means now; on POST with the shown sums do it exactly so."""
    found = Order.objects.visible_to(signed_in(request)).filter(company__isnull=False)
    order = get_object_or_404(found.select_related("session__course", "company"), ref=ref)
    free = len(giving_back.unclaimed(order))
    form = NumberForm(request.POST or request.GET or None)
    changed = None
    if request.method == "POST" and form.is_valid():
        try:
            number = _give_back(request, order, form)
        except Refusal as refusal:
            if refusal.code != "terms-moved":
                raise
            changed = refusal
        else:
            messages.success(
                request,
                ngettext("%s place was given back.", "%s places were given back.", number) % number,
            )
            return redirect(order)
    wanted = form.cleaned_data["number"] if form.is_bound and form.is_valid() else 1
    offered = giving_back.offer(order, min(wanted, max(free, 1)), clock.now())
    context = {
        "order": order,
        "session": order.session,
        "course": order.session.course,
        "free": free,
        "number": len(offered.places),
        "giving": offered.giving,
        "rows": company_lines(offered.giving.to_json()),
        "why": basis_sentence(offered.basis) if offered.basis != Basis.FREE else "",
        "form": form,
        "changed": changed,
    }
    return render(
        request, "storefront/company_giving_back.html", context, status=409 if changed else 200
    )


def _give_back(request: HttpRequest, order: Order, form: NumberForm) -> int:
    told = form.cleaned_data
    written = giving_back.give_back(
        order,
        told["number"],
        actor=signed_in(request),
        now=clock.now(),
        expected=(told["waived_minor"] or 0, told["refund_minor"] or 0),
    )
    return len(written)

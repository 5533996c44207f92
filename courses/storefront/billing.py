"""Who the bill of an order is made out to, corrected by its buyer; and a pro-forma for the asking."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.guards import private, signed_in
from courses.companies.forms import billing_form
from courses.invoicing import bills
from courses.invoicing.correcting import correct
from courses.orders.models import Order


@require_http_methods(["GET", "HEAD", "POST"])
@private
def order_billing(request: HttpRequest, ref: str) -> HttpResponse:
    """Show who the bill is made out to; on POST correct it, by new documents if it was written."""
    order = _own(request, ref)
    is_company = bool(order.billing.company)
    form = billing_form(order, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            written = correct(order, form.billing(), actor=signed_in(request), now=clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            said = _("The particulars are corrected.")
            if written is not None:
                said = _("A credit note takes the old bill back; the new one is %s.") % (
                    written.number
                )
            messages.success(request, said)
            return redirect(order)
    context = {
        "order": order,
        "form": form,
        "is_company": is_company,
        "bill": bills.bill_of(order),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "storefront/order_billing.html", context, status=status)


@require_POST
@private
def order_proforma(request: HttpRequest, ref: str) -> HttpResponse:
    """Write the pro-forma of an order that is not billed yet, and lead to its file."""
    document = bills.proforma(_own(request, ref), clock.now())
    return redirect("document", document.ref)


def _own(request: HttpRequest, ref: str) -> Order:
    found = Order.objects.visible_to(signed_in(request)).select_related("billing")
    return get_object_or_404(found, ref=ref)

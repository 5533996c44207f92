"""Who an order's bill is made out to, corrected by staff; and a VAT number that staff looked up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courseplatform.kit import clock
from courseplatform.people.guards import requires, signed_in
from courseplatform.people.roles import Right
from courses.companies.forms import billing_form
from courses.invoicing import bills
from courses.invoicing.correcting import correct
from courses.office.answering import act
from courses.office.company.finding import company_order
from courses.orders.models import Order
from courses.payment.registering import check_by_hand


@requires(Right.SEE_MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def particulars(request: HttpRequest, ref: str) -> HttpResponse:
    """Correct the buyer's particulars; a bill that was written is replaced by two documents."""
    order = get_object_or_404(Order.objects.select_related("billing", "buyer"), ref=ref)
    form = billing_form(order, request.POST if request.method == "POST" else None)

    def verb() -> str:
        correct(order, form.billing(), actor=signed_in(request), now=clock.now())
        return reverse("desk-order", args=[order.ref])

    return act(
        request,
        form,
        verb,
        template="office/company/billing.html",
        context={"order": order, "bill": bills.bill_of(order), "names": list(form.fields)},
        done=_("The particulars are corrected."),
    )


@requires(Right.SEE_MONEY)
@require_POST
def vat_number(request: HttpRequest, ref: str) -> HttpResponse:
    """Note what the register said of a company's VAT number when staff asked it."""
    order = company_order(ref)
    is_right = request.POST.get("register") == "known"
    check_by_hand(order, is_right=is_right, actor=signed_in(request))
    if is_right:
        messages.success(request, _("The number is noted as known to the register."))
    else:
        messages.success(
            request, _("The number is noted as unknown; the order stands among what needs a look.")
        )
    return redirect("desk-company", order.ref)

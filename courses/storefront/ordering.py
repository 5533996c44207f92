"""The page of one order, for its buyer: where it stands, pay, let go."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courseplatform.kit import clock
from courseplatform.people.guards import private, signed_in
from courses.orders.companies import Paying, company_of
from courses.orders.models import Order
from courses.payment import bill_ending, buying, settling
from courses.payment.providers.contract import ProviderAway
from courses.payment.standing import listed
from courses.storefront.company_page import CompanyPage, company_page
from courses.storefront.order_page import OrderPage, order_page
from courses.storefront.order_words import word_of

PAGE = 20
PAGES: dict[str, Callable[..., OrderPage | CompanyPage]] = {
    "order": order_page,
    "company": company_page,
}


@require_safe
@private
def orders(request: HttpRequest) -> HttpResponse:
    """List the orders of the signed-in person, newest first."""
    own = (
        Order.objects.visible_to(signed_in(request))
        .select_related("session__course", "billing")
        .order_by("-created_at", "-pk")
    )
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    told = (
        Order.objects.looked_after_by(signed_in(request))
        .exclude(buyer=signed_in(request))
        .select_related("session__course", "billing")
        .order_by("-session__starts_at", "-pk")
    )
    rows = [(row.order, *word_of(row.order, row.state)) for row in listed(list(page), clock.now())]
    return render(
        request,
        "storefront/orders.html",
        {"page": page, "rows": rows, "looked_after": told[:PAGE]},
    )


@require_safe
@private
def order(request: HttpRequest, ref: str) -> HttpResponse:
    """Show an order to its buyer; strangers get 404.

    The provider is asked first, at most every two seconds, by the same function that the webhook
    uses; so the page is right even when no webhook and no worker has come yet. While the answer is
    on its way the part that tells the state asks again every three seconds, and hears nothing (204)
    until there is something new to say.
    """
    found = _own(request, ref)
    away = False
    try:
        settling.sync_order(found)
    except ProviderAway:
        away = True
    kind = "company" if company_of(found) else "order"
    page = PAGES[kind](found, clock.now(), returned="checkout" in request.GET)
    part = bool(getattr(request, "htmx", False))
    if part and page.is_settling:
        return HttpResponse(status=204)
    template = f"storefront/{kind}_part.html" if part else f"storefront/{kind}.html"
    context = {"page": page, "order": found, "away": away, "now": clock.now()}
    return render(request, template, context)


@require_POST
@private
def payment(request: HttpRequest, ref: str) -> HttpResponse:
    """Lead to the payment page of a held place, opening a new one if needed."""
    return redirect(buying.resume(_own(request, ref)).redirect_url)


@require_POST
@private
def release(request: HttpRequest, ref: str) -> HttpResponse:
    """Give the held place back."""
    found = _own(request, ref)
    company = company_of(found)
    if company is not None and company.paying == Paying.INVOICE:
        return _let_invoice_go(request, found)
    buying.let_go(found)
    if company is not None:
        messages.success(request, _("The places were given back. Nothing is charged."))
    else:
        messages.success(request, _("Your place was given back. Nothing is charged."))
    return redirect(found)


def _let_invoice_go(request: HttpRequest, found: Order) -> HttpResponse:
    """Give back places that wait for a transfer; the invoice is taken back by a credit note."""
    try:
        gone = bill_ending.let_go(found, now=clock.now())
    except ProviderAway:
        messages.error(
            request,
            _(
                "The payment service does not answer, so the places are kept. Try again in a minute."
            ),
        )
    else:
        if gone:
            messages.success(request, _("The places were given back, and the invoice with them."))
        else:
            messages.error(request, _("Money came for this order, so its places are kept."))
    return redirect(found)


def _own(request: HttpRequest, ref: str) -> Order:
    return get_object_or_404(Order.objects.visible_to(signed_in(request)), ref=ref)

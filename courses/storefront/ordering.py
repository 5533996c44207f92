"""The page of one order, for its buyer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courseplatform.people.guards import private, signed_in
from courses.orders.models import Order


@require_safe
@private
def order(request: HttpRequest, ref: str) -> HttpResponse:
    """Show an order to its buyer; strangers get 404."""
    found = get_object_or_404(Order.objects.visible_to(signed_in(request)), ref=ref)
    return render(request, "storefront/order.html", {"order": found})

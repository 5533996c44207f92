"""A company's order at the desk, or 404."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from courses.enrolment.models import Place
from courses.orders.models import Order

SHOWN = ("session__course", "company", "billing", "buyer")


def company_order(ref: str) -> Order:
    """Return a company's order with what its pages show."""
    companies = Order.objects.filter(company__isnull=False).select_related(*SHOWN)
    return get_object_or_404(companies, ref=ref)


def company_place(ref: str) -> tuple[Order, Place]:
    """Return a place of a company's order, with that order."""
    place = get_object_or_404(Place, ref=ref)
    companies = Order.objects.filter(company__isnull=False, lines__place=place)
    order = companies.select_related(*SHOWN).first()
    if order is None:
        raise Http404
    return order, place

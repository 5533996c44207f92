"""Addresses of companies' orders at the desk."""

from django.urls import path

from courses.office.company import billing, by_hand, page, places, terms

_one = "desk/orders/<ref:ref>/company/"
urlpatterns = [
    path("desk/companies/new/", by_hand.order_new, name="desk-company-new"),
    path(_one, page.order, name="desk-company"),
    path(f"{_one}confirmation/", page.confirmation, name="desk-company-confirmation"),
    path(f"{_one}release/", page.release, name="desk-company-release"),
    path(f"{_one}vat-number/", billing.vat_number, name="desk-company-vat"),
    path(f"{_one}giving-back/", places.giving_back, name="desk-company-giving-back"),
    path("desk/orders/<ref:ref>/billing/", billing.particulars, name="desk-order-billing"),
    path("desk/places/<ref:ref>/link/", places.link, name="desk-place-link"),
    path("desk/places/<ref:ref>/swap/", places.swap, name="desk-place-swap"),
    path("desk/sessions/<ref:ref>/companies/", terms.ways, name="desk-session-companies"),
]

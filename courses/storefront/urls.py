"""Addresses of the catalogue and of buying a place."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from courses.storefront import (
    billing,
    cancelling,
    claiming,
    company_booking,
    company_giving_back,
    company_places,
    moving,
    ordering,
    public,
    queueing,
    seat,
)

SESSION = "courses/<slug:course_slug>/<slug:session_slug>/"

public_urlpatterns: list[URLPattern | URLResolver] = [
    path("courses/", public.courses, name="courses"),
    path("courses/<slug:course_slug>/", public.course, name="course"),
    path(SESSION, public.session, name="session"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{SESSION}calendar.ics", public.session_calendar, name="session-calendar"),
    path(f"{SESSION}seat/", seat.seat, name="seat"),
    path(f"{SESSION}company/", company_booking.company_booking, name="company-booking"),
    path(f"{SESSION}waiting-list/", queueing.waiting_list, name="waiting-list"),
    path("waiting/declining/<str:token>/", queueing.declining, name="waiting-declining"),
    path("waiting/<ref:ref>/", queueing.waiting, name="waiting"),
    path("waiting/<ref:ref>/leaving/", queueing.leaving, name="waiting-leaving"),
    path("orders/", ordering.orders, name="orders"),
    path("orders/<ref:ref>/", ordering.order, name="order"),
    path("orders/<ref:ref>/payment/", ordering.payment, name="order-payment"),
    path("orders/<ref:ref>/release/", ordering.release, name="order-release"),
    path("orders/<ref:ref>/billing/", billing.order_billing, name="order-billing"),
    path("orders/<ref:ref>/proforma/", billing.order_proforma, name="order-proforma"),
    path("orders/<ref:ref>/places/", company_places.company_places, name="company-places"),
    path("orders/<ref:ref>/places/links/", company_places.company_links, name="company-links"),
    path(
        "orders/<ref:ref>/places/colleagues/",
        company_places.company_managers,
        name="company-managers",
    ),
    path(
        "orders/<ref:ref>/places/colleagues/<int:pk>/removal/",
        company_places.company_manager_removal,
        name="company-manager-removal",
    ),
    path(
        "orders/<ref:ref>/giving-back/",
        company_giving_back.company_giving_back,
        name="company-giving-back",
    ),
    path("places/<ref:ref>/link/", company_places.company_link, name="company-link"),
    path("places/<ref:ref>/swap/", company_places.company_swap, name="company-swap"),
    path("claims/<str:token>/", claiming.claim, name="claim"),
    path("enrolments/<ref:ref>/cancellation/", cancelling.cancelling, name="cancellation"),
    path("enrolments/<ref:ref>/transfer/", moving.transfers, name="transfers"),
    path("enrolments/<ref:ref>/transfer/<ref:session_ref>/", moving.transfer, name="transfer"),
]

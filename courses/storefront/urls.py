"""Addresses of the catalogue and of buying a place."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from courses.storefront import cancelling, moving, ordering, public, queueing, seat

SESSION = "courses/<slug:course_slug>/<slug:session_slug>/"

public_urlpatterns: list[URLPattern | URLResolver] = [
    path("courses/", public.courses, name="courses"),
    path("courses/<slug:course_slug>/", public.course, name="course"),
    path(SESSION, public.session, name="session"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{SESSION}calendar.ics", public.session_calendar, name="session-calendar"),
    path(f"{SESSION}seat/", seat.seat, name="seat"),
    path(f"{SESSION}waiting-list/", queueing.waiting_list, name="waiting-list"),
    path("waiting/declining/<str:token>/", queueing.declining, name="waiting-declining"),
    path("waiting/<ref:ref>/", queueing.waiting, name="waiting"),
    path("waiting/<ref:ref>/leaving/", queueing.leaving, name="waiting-leaving"),
    path("orders/", ordering.orders, name="orders"),
    path("orders/<ref:ref>/", ordering.order, name="order"),
    path("orders/<ref:ref>/payment/", ordering.payment, name="order-payment"),
    path("orders/<ref:ref>/release/", ordering.release, name="order-release"),
    path("enrolments/<ref:ref>/cancellation/", cancelling.cancelling, name="cancellation"),
    path("enrolments/<ref:ref>/transfer/", moving.transfers, name="transfers"),
    path("enrolments/<ref:ref>/transfer/<ref:session_ref>/", moving.transfer, name="transfer"),
]

"""Addresses of the catalogue and of buying a place."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from courses.storefront import ordering, public, queueing

urlpatterns: list[URLPattern | URLResolver] = [
    path("courses/", public.courses, name="courses"),
    path("courses/<slug:course_slug>/", public.course, name="course"),
    path("courses/<slug:course_slug>/<slug:session_slug>/", public.session, name="session"),
    path("waiting/<ref:ref>/", queueing.waiting, name="waiting"),
    path("orders/<ref:ref>/", ordering.order, name="order"),
]

"""Addresses of webinars."""

from django.urls import path

from courses.webinars import pages

urlpatterns = [
    path("webinars/<ref:ref>/", pages.webinar, name="webinar"),
    path("webinars/<ref:ref>/join/", pages.join, name="webinar-join"),
    path("webinars/<ref:ref>/seen/", pages.seen, name="webinar-seen"),
    path("webinars/<ref:ref>/calendar.ics", pages.calendar_file, name="webinar-calendar"),
]

"""Addresses of the calendar feed."""

from django.urls import path

from courses.calendar import pages

urlpatterns = [
    path("calendar/", pages.calendar_link, name="calendar-link"),
    path("calendar/removal/", pages.calendar_removal, name="calendar-removal"),
    path("calendar/<ref:token>.ics", pages.calendar_feed, name="calendar-feed"),
]

"""Addresses of the desk's pages on corrected editions."""

from django.urls import path

from exercises.corrections import pages

_EDITION = "desk/cases/<slug:slug>/<int:number>/"

urlpatterns = [
    path(f"{_EDITION}touched/", pages.touched, name="desk-edition-touched"),
    path(f"{_EDITION}notice/", pages.notice, name="desk-edition-notice"),
]

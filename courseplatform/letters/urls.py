"""Addresses of letters."""

from django.urls import path

from courseplatform.letters import pages

urlpatterns = [
    path("letters/stop/<str:token>/", pages.stop_letters, name="stop-letters"),
    # A mail program must never meet a redirect, not even for a lost slash.
    path("letters/stop/<str:token>", pages.stop_letters, name="stop-letters-bare"),
]

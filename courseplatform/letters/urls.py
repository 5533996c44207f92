"""Addresses of letters."""

from django.urls import path

from courseplatform.letters import desk_pages, pages, profile

urlpatterns = [
    path("letters/stop/<str:token>/", pages.stop_letters, name="stop-letters"),
    # A mail program must never meet a redirect, not even for a lost slash.
    path("letters/stop/<str:token>", pages.stop_letters, name="stop-letters-bare"),
    path("profile/letters/", profile.wanted, name="profile-letters"),
    path(
        "profile/letters/confirmation/", profile.confirmation, name="profile-letters-confirmation"
    ),
    path("desk/letters/", desk_pages.letters, name="desk-letters"),
    path("desk/letters/<ref:ref>/", desk_pages.again, name="desk-letter-again"),
]

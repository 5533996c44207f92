"""Addresses of the profile, the legal pages and the people desk."""

from django.urls import path, re_path

from courseplatform.people import desk_pages, legal_pages, pages

urlpatterns = [
    path("profile/", pages.profile, name="profile"),
    path("zone/", pages.zone, name="zone"),
    path("theme/", pages.theme, name="theme"),
    path("language/", pages.language, name="language"),
    path("desk/people/", desk_pages.people, name="desk-people"),
    path(
        "desk/people/<ref:ref>/roles/<slug:role>/removal/",
        desk_pages.removal,
        name="desk-role-removal",
    ),
]
public_urlpatterns = [
    re_path(r"^(?P<slug>terms|privacy|refunds|imprint)/$", legal_pages.show, name="legal"),
    re_path(
        r"^(?P<slug>terms|privacy|refunds|imprint)/(?P<version>[0-9]{1,4})/$",
        legal_pages.show_version,
        name="legal-version",
    ),
]

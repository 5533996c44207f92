"""Addresses of the profile and the legal pages."""

from django.urls import path, re_path

from courseplatform.people import legal_pages, pages

urlpatterns = [
    path("profile/", pages.profile, name="profile"),
    path("zone/", pages.zone, name="zone"),
    path("theme/", pages.theme, name="theme"),
    path("language/", pages.language, name="language"),
]
public_urlpatterns = [
    re_path(r"^(?P<slug>terms|privacy|refunds|imprint)/$", legal_pages.show, name="legal"),
    re_path(
        r"^(?P<slug>terms|privacy|refunds|imprint)/(?P<version>[0-9]{1,4})/$",
        legal_pages.show_version,
        name="legal-version",
    ),
]

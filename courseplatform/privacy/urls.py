"""Addresses of a person's own data."""

from django.urls import path

from courseplatform.privacy import pages

urlpatterns = [
    path("profile/data/", pages.data, name="profile-data"),
    path("profile/data/export/", pages.export, name="profile-export"),
    path("profile/data/export/<ref:ref>/", pages.download, name="profile-export-file"),
    path("profile/data/erasure/", pages.erasure, name="profile-erasure"),
    path("profile/data/erasure/withdrawal/", pages.withdrawal, name="profile-erasure-withdrawal"),
]

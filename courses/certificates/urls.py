"""Addresses of certificates."""

from django.urls import path

from courses.certificates import pages

urlpatterns = [
    path("certificates/<ref:ref>/", pages.certificate, name="certificate"),
    path("certificates/<ref:ref>/certificate.pdf", pages.certificate_pdf, name="certificate-pdf"),
    path("certificates/<ref:ref>/withdrawal/", pages.withdrawal, name="certificate-withdrawal"),
    path("certificates/<ref:ref>/return/", pages.return_, name="certificate-return"),
    path("certificates/<ref:ref>/name/", pages.name, name="certificate-name"),
    path("certificates/<ref:ref>/revocation/", pages.revocation, name="certificate-revocation"),
]

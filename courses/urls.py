"""Addresses of the rooms, gathered; no room imports this file."""

from django.urls import URLPattern, URLResolver, include, path

from courses.storefront.urls import public_urlpatterns

__all__ = ["public_urlpatterns", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("courses.calendar.urls")),
    path("", include("courses.certificates.urls")),
    path("", include("courses.invoicing.urls")),
    path("", include("courses.learner.urls")),
    path("", include("courses.office.urls")),
    path("", include("courses.payment.urls")),
    path("", include("courses.storefront.urls")),
    path("", include("courses.webinars.urls")),
]

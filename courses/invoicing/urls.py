"""Addresses of invoicing."""

from django.urls import path

from courses.invoicing.views import document

urlpatterns = [path("documents/<ref:ref>/", document, name="document")]

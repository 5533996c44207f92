"""Addresses of the rooms, gathered; no room imports this file."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

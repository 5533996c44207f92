"""Addresses of the desk's first page."""

from django.urls import path

from courseplatform.desk import home

urlpatterns = [path("desk/", home.home, name="desk")]

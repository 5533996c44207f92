"""Address of the sample."""

from django.urls import path

from courseplatform.sample import pages

urlpatterns = [path("sample/", pages.sample, name="sample")]

"""Addresses of the desk's pages on items."""

from django.urls import path

from exercises.analysis import pages

_VERSION = "desk/exercises/<ref:ref>/<int:number>/"

urlpatterns = [
    path(f"{_VERSION}analysis/", pages.analysis, name="desk-analysis"),
    path(f"{_VERSION}analysis.csv", pages.analysis_csv, name="desk-analysis-csv"),
]

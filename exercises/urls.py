"""Addresses of the rooms, gathered; no room imports this file."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("exercises.work.urls")),  # first: its pages are asked for most
    path("", include("exercises.cases.urls")),
    path("", include("exercises.authoring.urls")),
    path("", include("exercises.panels.urls")),
    path("", include("exercises.questions.urls")),
    path("", include("exercises.supervision.urls")),
    path("", include("exercises.rescoring.urls")),
    path("", include("exercises.late.urls")),
    path("", include("exercises.marking.urls")),
    path("", include("exercises.analysis.urls")),
    path("", include("exercises.corrections.urls")),
    path("", include("exercises.calibration.urls")),
    path("", include("exercises.debrief.urls")),
]

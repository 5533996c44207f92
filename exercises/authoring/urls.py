"""Addresses of the desk's pages on exercises."""

from django.urls import path

from exercises.authoring import preview, views

_VERSION = "desk/exercises/<ref:ref>/<int:number>/"
_TASK = f"{_VERSION}tasks/<int:position>/"

urlpatterns = [
    path("desk/exercises/", views.exercises, name="desk-exercises"),
    path("desk/exercises/<ref:ref>/", views.exercise, name="desk-exercise"),
    path(_VERSION, views.version, name="desk-version"),
    path(_TASK, views.task, name="desk-task"),
    path(f"{_TASK}preview/", preview.preview, name="desk-preview"),
    path(f"{_TASK}preview/live/", preview.preview_live, name="desk-preview-live"),
]

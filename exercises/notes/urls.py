"""Addresses of a reader's own notes."""

from django.urls import path

from exercises.notes.views import mine

_ALL = "exercises/<ref:ref>/notes/"

urlpatterns = [
    path(_ALL, mine.notes, name="notes"),
    path(f"{_ALL}<ref:note_ref>/", mine.note, name="note"),
    path(f"{_ALL}<ref:note_ref>/removal/", mine.removal, name="note-removal"),
    path(f"{_ALL}<ref:note_ref>/return/", mine.put_back, name="note-return"),
]

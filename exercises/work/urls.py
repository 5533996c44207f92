"""Addresses of a person's work."""

from django.urls import path

from exercises.work.views import (
    exercise,
    injects,
    notes,
    printing,
    receipt,
    submission,
    task,
    versions,
)

urlpatterns = [
    path("exercises/<ref:ref>/", exercise.exercise, name="exercise"),
    path("exercises/<ref:ref>/attempt/", exercise.start, name="exercise-start"),
    path("exercises/<ref:ref>/dossier/", exercise.dossier, name="dossier"),
    path("exercises/<ref:ref>/dossier/print/", printing.dossier, name="dossier-print"),
    path("exercises/<ref:ref>/notes/", notes.notes, name="notes"),
    path("exercises/<ref:ref>/notes/<ref:note_ref>/", notes.note, name="note"),
    path("exercises/<ref:ref>/notes/<ref:note_ref>/removal/", notes.removal, name="note-removal"),
    path("exercises/<ref:ref>/notes/<ref:note_ref>/return/", notes.put_back, name="note-return"),
    path("attempts/<ref:ref>/", exercise.attempt, name="attempt"),
    path("attempts/<ref:ref>/tasks/<int:number>/", task.task, name="task"),
    path("attempts/<ref:ref>/tasks/<int:number>/draft/", task.draft, name="draft"),
    path("attempts/<ref:ref>/tasks/<int:number>/live/", task.live, name="live"),
    path(
        "attempts/<ref:ref>/tasks/<int:number>/versions/", versions.versions, name="answer-versions"
    ),
    path("attempts/<ref:ref>/injects/", injects.injects, name="injects"),
    path("attempts/<ref:ref>/injects/<slug:slug>/opening/", injects.opening, name="inject-opening"),
    path("attempts/<ref:ref>/submission/", submission.submission, name="submission"),
    path("attempts/<ref:ref>/print/", printing.attempt, name="attempt-print"),
    path("attempts/<ref:ref>/receipt/", receipt.receipt, name="receipt"),
    path("attempts/<ref:ref>/receipt/answers/", receipt.receipt_file, name="receipt-file"),
    path("attempts/<ref:ref>/receipt/check/", receipt.check, name="receipt-check"),
]

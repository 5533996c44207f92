"""Addresses of questions about exercises."""

from django.urls import path

from exercises.questions.views import desk, mine

_ONE = "desk/questions/<ref:ref>/"

urlpatterns = [
    path("exercises/<ref:ref>/questions/", mine.questions, name="questions"),
    path("questions/<ref:ref>/", mine.question, name="question"),
    path("questions/<ref:ref>/closing/", mine.closing, name="question-closing"),
    path("desk/questions/", desk.questions, name="desk-questions"),
    path(_ONE, desk.question, name="desk-question"),
    path(f"{_ONE}answer/", desk.answer, name="desk-question-answer"),
    path(f"{_ONE}closing/", desk.closing, name="desk-question-closing"),
    path(f"{_ONE}note/", desk.note, name="desk-question-note"),
    path(f"{_ONE}note/withdrawal/", desk.withdrawal, name="desk-note-withdrawal"),
]

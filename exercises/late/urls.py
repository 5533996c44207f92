"""Addresses of late answers."""

from django.urls import path

from exercises.late.views import desk, mine

urlpatterns = [
    path("attempts/<ref:ref>/tasks/<int:number>/late/", mine.late_answer, name="late-answer"),
    path("desk/late-answers/", desk.late_answers, name="late-answers"),
    path("desk/late-answers/<ref:ref>/", desk.decision, name="late-decision"),
    path("desk/late-answers/<ref:ref>/decision/", desk.taking, name="late-taking"),
]

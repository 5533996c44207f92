"""Addresses of debriefs."""

from django.urls import path

from exercises.debrief.views import desk, student

_DEBRIEF = "desk/debriefs/<ref:cohort_ref>/<ref:version_ref>/"

urlpatterns = [
    path("exercises/<ref:ref>/debrief/", student.debrief, name="exercise-debrief"),
    path("desk/debriefs/", desk.debriefs, name="desk-debriefs"),
    path(_DEBRIEF, desk.debrief, name="desk-debrief"),
    path(f"{_DEBRIEF}opening/", desk.opening, name="desk-debrief-opening"),
    path(f"{_DEBRIEF}closing/", desk.closing, name="desk-debrief-closing"),
]

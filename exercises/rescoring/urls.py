"""Addresses of re-scoring."""

from django.urls import path

from exercises.rescoring.views import lists, tasks

_CLASS = "desk/cohorts/<ref:ref>/exercises/<ref:exercise_ref>/rescoring/"
_LIST = "desk/rescorings/<ref:ref>/"

urlpatterns = [
    path(_CLASS, tasks.tasks, name="cohort-rescoring"),
    path(f"{_CLASS}tasks/<int:position>/key/", tasks.key, name="key-correction"),
    path(_LIST, lists.rescoring, name="rescoring"),
    path(f"{_LIST}going-on/", lists.going_on, name="rescoring-going-on"),
    path(f"{_LIST}application/", lists.application, name="rescoring-application"),
    path(f"{_LIST}removal/", lists.removal, name="rescoring-removal"),
]

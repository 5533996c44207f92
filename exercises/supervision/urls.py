"""Addresses of the desk's pages over cohorts."""

from django.urls import path

from exercises.supervision.views import cohorts, letters, people, showing, time

_ONE = "desk/cohorts/<ref:ref>/"
_EXERCISE = f"{_ONE}exercises/<ref:exercise_ref>/"
_PERSON = f"{_EXERCISE}people/<ref:member_ref>/"
_TIME = f"{_ONE}people/<ref:member_ref>/time/"

urlpatterns = [
    path("desk/cohorts/", cohorts.cohorts, name="desk-cohorts"),
    path(_ONE, cohorts.cohort, name="desk-cohort"),
    path(_EXERCISE, people.people, name="cohort-exercise"),
    path(f"{_EXERCISE}people.csv", people.people_csv, name="cohort-exercise-csv"),
    path(f"{_EXERCISE}letter/", letters.letter, name="cohort-letter"),
    path(f"{_EXERCISE}letters/<ref:letter_ref>/", letters.sent, name="cohort-letter-sent"),
    path(f"{_EXERCISE}extensions/", time.extensions, name="cohort-extensions"),
    path(f"{_EXERCISE}scores/", showing.scores, name="cohort-scores"),
    path(f"{_EXERCISE}answers/", showing.answers, name="cohort-answers"),
    path(_PERSON, people.person, name="cohort-person"),
    path(f"{_PERSON}extension/removal/", time.extension_removal, name="extension-removal"),
    path(_TIME, time.accommodation, name="accommodation"),
    path(f"{_TIME}removal/", time.accommodation_removal, name="accommodation-removal"),
]

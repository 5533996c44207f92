"""What a student has to work on in a session, and how far they are."""

from __future__ import annotations

from collections.abc import Sequence

from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.coursework.models import SessionCohort
from courses.enrolment.models import Enrolment
from exercises import api
from exercises.api import Forecasting, Progress, Standing

__all__ = [
    "Forecasting",
    "Progress",
    "Standing",
    "forecasting",
    "progress",
    "progress_in",
    "progress_of_class",
]


def forecasting(person: User) -> Forecasting | None:
    """Return what a person is asked to forecast, or None for who was never asked; one query."""
    return api.forecasting(person)


def progress(enrolment: Enrolment) -> list[Progress]:
    """Return the exercises of an enrolment with dates and state, in the order of their dates."""
    return progress_in([enrolment.session_id], enrolment.person).get(enrolment.session_id, [])


def progress_in(session_ids: Sequence[int], person: User) -> dict[int, list[Progress]]:
    """Return the exercises of one person in several sessions; the same queries for one and many."""
    cohorts = dict(
        SessionCohort.objects.filter(session__in=session_ids).values_list(
            "cohort_ref", "session_id"
        )
    )
    found = api.progress_everywhere(person, cohorts)
    return {cohorts[ref]: rows for ref, rows in found.items()}


def progress_of_class(session: Session) -> dict[int, list[Progress]]:
    """Return the exercises of everybody in a session, by the person's key; four queries."""
    cohort = SessionCohort.objects.filter(session=session).first()
    return api.progress_of_members(cohort.cohort_ref) if cohort else {}

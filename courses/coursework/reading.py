"""What a student has to work on in a session, and how far they are."""

from __future__ import annotations

from courses.coursework.models import SessionCohort
from courses.enrolment.models import Enrolment
from exercises import api


def progress(enrolment: Enrolment) -> list[api.Progress]:
    """Return the exercises of an enrolment with dates and state, in the order of their dates."""
    cohort = SessionCohort.objects.filter(session=enrolment.session_id).first()
    return api.progress(cohort.cohort_ref, enrolment.person) if cohort else []

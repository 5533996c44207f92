"""Who may look over a cohort: its instructors, under cover names; coordinators, who know the names."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from courseplatform.people.models import User
from courseplatform.people.roles import Right
from exercises.cohorts.models import INSTRUCTORS, Assignment, Cohort, Member
from exercises.cohorts.models.people import CohortQuerySet

RIGHTS = (Right.BUILD_CASES, Right.RUN_COURSES)
"""One of these opens the pages; which cohorts, the functions below say."""


def cohorts_for(user: User) -> CohortQuerySet:
    """Return the cohorts that ``user`` may look over."""
    if user.may(Right.RUN_COURSES):
        return Cohort.objects.all()
    return Cohort.objects.staffed_by(user, *INSTRUCTORS)


def knows_names(user: User) -> bool:
    """Tell whether ``user`` knows who the members are: whoever runs the courses does."""
    return user.may(Right.RUN_COURSES)


def cohort_for(user: User, ref: str) -> Cohort:
    """Return a cohort that ``user`` may look over. Raises Http404 otherwise."""
    found = cohorts_for(user).filter(ref=ref).first()
    if found is None:
        raise Http404(_("There is no such cohort."))
    return found


def assignment_for(user: User, ref: str, exercise_ref: str) -> Assignment:
    """Return an exercise of such a cohort, with both joined. Raises Http404 otherwise."""
    rows = Assignment.objects.select_related("cohort", "exercise", "version", "rules")
    found = rows.filter(
        cohort__in=cohorts_for(user), cohort__ref=ref, exercise__ref=exercise_ref
    ).first()
    if found is None:
        raise Http404(_("There is no such exercise in this cohort."))
    return found


def member_for(user: User, ref: str, member_ref: str) -> Member:
    """Return a member of such a cohort. Raises Http404 otherwise.

    Nobody looks over themselves: who is staff and member of one cohort is no case for this page.
    """
    rows = Member.objects.select_related("cohort", "person").exclude(person=user)
    found = rows.filter(cohort__in=cohorts_for(user), cohort__ref=ref, ref=member_ref).first()
    if found is None:
        raise Http404(_("There is no such member."))
    return found

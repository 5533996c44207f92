"""Planning what a session works on, and giving it to the cohort."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courseplatform.kit import clock, walltime
from courseplatform.kit.refusals import Refusal
from courseplatform.people import audit
from courseplatform.people.models import User
from courses.catalogue.models import Session
from courses.coursework.models import ExercisePlan, SessionCohort
from exercises import api
from exercises.api import AttemptRule, LateRule, Reach, Rules, ScoresFrom

__all__ = [
    "AttemptRule",
    "LateRule",
    "Reach",
    "Rules",
    "ScoresFrom",
    "cohort_of",
    "offered",
    "plan",
    "push_staff",
    "reach_of",
    "rules_in_words",
    "rules_of",
]


def cohort_of(session: Session) -> SessionCohort:
    """Return the session's cohort, opening it the first time; teachers are pushed down to it."""
    known = SessionCohort.objects.filter(session=session).first()
    if known:
        return known
    with transaction.atomic():
        Session.objects.select_for_update(no_key=True).get(pk=session.pk)
        known = SessionCohort.objects.filter(session=session).first()
        if known is None:
            title = f"{session.course.title}, {session.starts_local:%-d %B %Y}"
            known = SessionCohort.objects.create(
                session=session,
                cohort_ref=api.create_cohort(title, session.zone),
                opened_at=clock.now(),
            )
    push_staff(session)
    return known


def push_staff(session: Session) -> None:
    """Give the cohort the session's teachers with their roles; safe to repeat."""
    cohort = SessionCohort.objects.filter(session=session).first()
    if cohort is None:
        return
    for teaching in session.teachings.select_related("person"):
        api.set_staff(cohort.cohort_ref, teaching.person, teaching.role)


def plan(
    session: Session,
    exercise_ref: str,
    *,
    opens_local: datetime | None = None,
    due_local: datetime | None = None,
    closes_local: datetime | None = None,
    rules: Rules | None = None,
    actor: User | None = None,
) -> ExercisePlan:
    """Plan an exercise for a session, or move its dates and rules, and give it to the cohort.

    ``rules`` None keeps what holds. New ones reach who has not begun; who has keeps theirs.

    Raises:
        Refusal: there is no such exercise, an hour does not exist, the dates are out of order, or
            the rules do not fit them.
    """
    titles = {offered.ref: offered.title for offered in api.exercises_offered()}
    if exercise_ref not in titles:
        raise Refusal(
            _("There is no such exercise any more. Reload the page and choose from the list."),
            code="no-such-exercise",
        )
    cohort = cohort_of(session)
    dates = {
        "opens_local": opens_local,
        "due_local": due_local,
        "closes_local": closes_local,
    }
    instants = {
        name: walltime.to_instant(local, session.zone) if local else None
        for name, local in dates.items()
    }
    with transaction.atomic():
        api.allot(
            cohort.cohort_ref,
            exercise_ref,
            opens_at=instants["opens_local"],
            due_at=instants["due_local"],
            closes_at=instants["closes_local"],
            rules=rules,
        )
        row, _created = ExercisePlan.objects.update_or_create(
            session=session,
            exercise_ref=exercise_ref,
            defaults={
                "title": titles[exercise_ref],
                **dates,
                "planned_at": clock.now(),
                "allotted_at": clock.now(),
            },
        )
        audit.record(actor, "exercise.planned", f"session:{session.ref}", exercise=exercise_ref)
    return row


def rules_of(session: Session, exercise_ref: str) -> Rules:
    """Return the working rules of an exercise in a session; the plain ones before it is planned."""
    cohort = SessionCohort.objects.filter(session=session).first()
    return api.rules_of(cohort.cohort_ref, exercise_ref) if cohort else Rules()


def reach_of(session: Session, exercise_ref: str) -> Reach:
    """Return how many people new rules would reach, and how many have begun and keep theirs."""
    return api.reach_of(cohort_of(session).cohort_ref, exercise_ref)


def rules_in_words(row: ExercisePlan) -> list[str]:
    """Return the rules of a planned exercise as its students read them."""
    zone = row.session.zone
    due, closes = (
        walltime.to_instant(local, zone) if local else None
        for local in (row.due_local, row.closes_local)
    )
    rules = rules_of(row.session, row.exercise_ref)
    return api.rules_in_words(rules, due_at=due, closes_at=closes)


def offered() -> list[api.Offered]:
    """Return the exercises that can be planned, by title."""
    return api.exercises_offered()

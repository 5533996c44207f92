"""A handed-in text that waits for a marker, and the people who may mark it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from courseplatform.people.models import User
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort
from exercises.marking import queueing
from exercises.marking.models import Script
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Response
from exercises.work.starting import begin

MakePerson = Callable[..., User]
HandIn = Callable[..., Script]
TEXT = (
    "We judge it very likely that the ship sails tonight [¶1].\n\n"
    "Multiple sources confirm it. Our confidence is low, because one radio says so."
)


@pytest.fixture
def lead(cohort: Cohort, make_person: MakePerson) -> User:
    """Who teaches the cohort and may release."""
    person = make_person("Marta Lead")
    membership.set_staff(cohort, person, "lead")
    return person


@pytest.fixture
def marker(cohort: Cohort, make_person: MakePerson) -> User:
    """Who marks and may not release."""
    person = make_person("Ivo Marker")
    membership.set_staff(cohort, person, "marker")
    return person


def handed_in(allotment: Allotment, text: str = TEXT) -> Attempt:
    """Hand in an attempt with a text and nothing else."""
    attempt = begin(allotment)
    rows = Response.objects.filter(attempt=attempt, task__kind="written_assessment")
    rows.update(data={"text": text}, revision=1)
    hand_in(attempt)
    return attempt


@pytest.fixture
def script(allotment: Allotment) -> Script:
    """The student's text, in the queue."""
    handed_in(allotment)
    queueing.gather()
    return Script.objects.get()


@pytest.fixture
def more_scripts(cohort: Cohort, exercise: Exercise, make_person: MakePerson) -> HandIn:
    """Return a function that puts the texts of other members into the queue."""

    def add(number: int) -> list[Script]:
        allotting.allot(cohort, exercise)
        for index in range(number):
            person = make_person(f"Person {index}")
            membership.admit(cohort, person, f"Crane {index}")
            handed_in(Allotment.objects.get(member__person=person))
        queueing.gather()
        return list(Script.objects.order_by("id"))

    return add

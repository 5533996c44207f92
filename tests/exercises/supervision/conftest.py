"""A class of five people, each at another stage of one exercise, and who looks over it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from courseplatform.kit import clock
from courseplatform.people.granting import grant
from courseplatform.people.models import User
from courseplatform.people.roles import Role
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Assignment, Cohort
from exercises.work.handing_in import hand_in
from exercises.work.starting import begin

MakePerson = Callable[..., User]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PEOPLE = {
    "Crane 1": "Ada Adler",
    "Crane 2": "Bo Berg",
    "Crane 3": "Cy Corn",
    "Crane 4": "Di Dahl",
    "Crane 5": "Ed Esch",
}


@pytest.fixture
def lead(cohort: Cohort, make_person: MakePerson) -> User:
    person = make_person("Marta Lead")
    membership.set_staff(cohort, person, "lead")
    return person


@pytest.fixture
def coordinator(make_person: MakePerson) -> User:
    person = make_person("Carla Neri")
    grant(person, Role.COORDINATOR, by=None)
    return person


@pytest.fixture
def assignment(
    cohort: Cohort, exercise: Exercise, make_person: MakePerson, saturday: datetime
) -> Assignment:
    """Due in two days and closing in four; the five have come 0 to 4 steps."""
    for code, name in PEOPLE.items():
        membership.admit(cohort, make_person(name), code)
    dates = {"opens_at": saturday, "due_at": saturday + 2 * DAY, "closes_at": saturday + 4 * DAY}
    made = allotting.allot(cohort, exercise, **dates)
    for code in list(PEOPLE)[1:]:
        Allotment.objects.filter(member__code=code).update(seen_at=saturday)
    for code in list(PEOPLE)[2:]:
        begin(of(code))
    hand_in(of("Crane 4").attempts.get())
    with clock.at(saturday + 2 * DAY + HOUR):
        hand_in(of("Crane 5").attempts.get())
    rows = Assignment.objects.select_related("cohort", "exercise", "version", "rules")
    return rows.get(pk=made.pk)


def of(code: str) -> Allotment:
    return Allotment.objects.dated().get(member__code=code)


@pytest.fixture
def desk(lead: User) -> Client:
    """The lead's browser."""
    client = Client()
    client.force_login(lead)
    return client


@pytest.fixture
def office(coordinator: User) -> Client:
    """The coordinator's browser."""
    client = Client()
    client.force_login(coordinator)
    return client

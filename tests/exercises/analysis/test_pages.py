"""The page on how items did: handed-in work of one's own cohorts, and the same as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.people.models import User
from exercises.analysis.collecting import work_on
from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt
from exercises.work.starting import begin
from tests.exercises.conftest import MakePerson
from tests.exercises.work.answering import answer

Queries = Callable[[int], AbstractContextManager[Any]]
Join = Callable[..., Attempt]


@pytest.fixture
def version(cohort: Cohort, exercise: Exercise, saturday: datetime) -> ExerciseVersion:
    """The exercise of three tasks, given to the cohort."""
    allotting.allot(cohort, exercise)
    return exercise.versions.get()


@pytest.fixture
def join(version: ExerciseVersion, make_person: MakePerson) -> Join:
    """Return a function that admits somebody who answers by a sample and hands in."""

    def add(cohort: Cohort, name: str, sample: str = "right", *, handed_in: bool = True) -> Attempt:
        person = make_person(name)
        membership.admit(cohort, person, name)
        attempt = begin(Allotment.objects.dated().get(member__person=person))
        answer(attempt, sample)
        if handed_in:
            hand_in(attempt)
        return attempt

    return add


@pytest.fixture
def teacher(cohort: Cohort, make_person: MakePerson) -> User:
    person = make_person("Marta Lead")
    membership.set_staff(cohort, person, "lead")
    return person


@pytest.fixture
def teacher_client(teacher: User) -> Client:
    client = Client()
    client.force_login(teacher)
    return client


def address(version: ExerciseVersion, name: str = "desk-analysis") -> str:
    return reverse(name, args=[version.exercise.ref, version.number])


def test_the_page_asks_the_same_number_of_questions_for_one_person_and_for_many(
    teacher_client: Client,
    cohort: Cohort,
    version: ExerciseVersion,
    join: Join,
    django_assert_num_queries: Queries,
) -> None:
    join(cohort, "Ann")
    teacher_client.get(address(version))
    with django_assert_num_queries(12):
        teacher_client.get(address(version))
    for name in ("Bea", "Cid", "Dov", "Eli", "Fay"):
        join(cohort, name, "wrong")
    with django_assert_num_queries(12):
        assert teacher_client.get(address(version)).status_code == 200


def test_handed_in_work_alone_counts_the_last_of_each_person(
    cohort: Cohort, version: ExerciseVersion, join: Join
) -> None:
    join(cohort, "Ann")
    join(cohort, "Bea", handed_in=False)
    grading, estimate, text = work_on(version, [cohort])
    assert [len(each.answers) for each in (grading, estimate, text)] == [1, 1, 1]
    assert [points == out_of for points, out_of in grading.earned.values()] == [True]
    assert grading.lines
    assert text.earned == {}, "nobody has marked it"
    assert not work_on(version, [])[0].answers


def test_an_instructor_sees_their_own_cohorts_and_no_other(
    teacher_client: Client, cohort: Cohort, version: ExerciseVersion, join: Join
) -> None:
    other = membership.open_cohort("Another class", "UTC")
    allotting.allot(other, version.exercise)
    join(other, "Xia")
    page = teacher_client.get(address(version))
    assert page.context["people"] == 0
    assert "Another class" not in page.content.decode()
    page = teacher_client.get(f"{address(version)}?cohort={other.ref}")
    assert page.context["people"] == 0
    join(cohort, "Ann")
    assert teacher_client.get(f"{address(version)}?cohort={cohort.ref}").context["people"] == 1


def test_the_table_to_take_away_says_the_same_and_is_empty_where_there_is_no_figure(
    teacher_client: Client, cohort: Cohort, version: ExerciseVersion, join: Join
) -> None:
    for name in ("Ann", "Bea", "Cid", "Dov"):
        join(cohort, name)
    response = teacher_client.get(address(version, "desk-analysis-csv"))
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert {row["mean share"] for row in rows} == {""}
    join(cohort, "Eli", "wrong")
    response = teacher_client.get(address(version, "desk-analysis-csv"))
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    first = rows[0]
    assert (first["task"], first["n"], first["mean share"]) == ("1", "5", "0.8")
    assert {row["discrimination"] for row in rows} == {""}
    assert "attachment" in response["Content-Disposition"]

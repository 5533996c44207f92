"""The book of grades is only ever added to, by the database's own word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from courseplatform.people.models import User
from exercises.authoring.models import Exercise, Task
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort
from exercises.grades.fold import GradeKind
from exercises.grades.models import GradeEvent
from exercises.grades.recording import Decision, grades_of, record

MakePerson = Callable[..., User]


@pytest.fixture
def allotment(cohort: Cohort, bare_exercise: Exercise, make_person: MakePerson) -> Allotment:
    """An exercise given to one member."""
    version = bare_exercise.versions.get()
    with_task = Exercise.objects.create(slug="with-task", case=bare_exercise.case, title="Graded")
    draft = with_task.versions.create(
        edition=version.edition, number=1, title="Graded", sha256="4" * 64
    )
    Task.objects.create(
        version=draft,
        position=1,
        kind="choice",
        schema=1,
        title="A",
        points_c=1000,
        brief={},
        key={},
    )
    with_task.versions.update(frozen_at=version.frozen_at)
    membership.admit(cohort, make_person(), "Heron 4")
    allotting.allot(cohort, with_task)
    return Allotment.objects.get()


@pytest.fixture
def task(allotment: Allotment) -> Task:
    """The one task of the exercise."""
    return allotment.version.tasks.get()


def test_a_grade_event_cannot_be_changed_or_deleted(allotment: Allotment, task: Task) -> None:
    record(allotment.pk, 1, GradeKind.SCORED, [Decision(task.pk, 700, 1000)])
    for act in (
        lambda: GradeEvent.objects.update(points_c=1000),
        lambda: GradeEvent.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()
    assert GradeEvent.objects.get().points_c == 700


def test_a_task_of_an_attempt_is_scored_or_released_once(allotment: Allotment, task: Task) -> None:
    record(allotment.pk, 1, GradeKind.SCORED, [Decision(task.pk, 700, 1000)])
    for kind in (GradeKind.SCORED, GradeKind.RELEASED):
        with pytest.raises(IntegrityError), transaction.atomic():
            record(allotment.pk, 1, kind, [Decision(task.pk, 900, 1000)])
    record(allotment.pk, 2, GradeKind.SCORED, [Decision(task.pk, 800, 1000)])


def test_points_beyond_the_maximum_are_refused_by_the_database(
    allotment: Allotment, task: Task
) -> None:
    for points_c in (-1, 1001):
        with pytest.raises(IntegrityError), transaction.atomic():
            record(allotment.pk, 1, GradeKind.SCORED, [Decision(task.pk, points_c, 1000)])


def test_a_regrade_is_one_more_event_with_its_actor(
    allotment: Allotment, task: Task, make_person: MakePerson
) -> None:
    teacher = make_person("Tess Teacher")
    record(allotment.pk, 1, GradeKind.RELEASED, [Decision(task.pk, 700, 1000)], actor=teacher)
    record(allotment.pk, 1, GradeKind.REGRADED, [Decision(task.pk, 800, 1000)], actor=teacher)
    assert GradeEvent.objects.count() == 2
    assert grades_of([allotment.pk])[allotment.pk].points_c == 800


def test_grades_of_many_allotments_come_in_one_query(
    allotment: Allotment, task: Task, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    record(allotment.pk, 1, GradeKind.SCORED, [Decision(task.pk, 700, 1000)])
    with django_assert_num_queries(1):
        assert set(grades_of([allotment.pk, allotment.pk + 1])) == {allotment.pk}

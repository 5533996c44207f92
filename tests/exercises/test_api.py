"""The one door: what the course side can ask, and that asking twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises import api
from exercises.authoring.models import Exercise
from exercises.cohorts.models import Allotment, Member, Staff
from exercises.work.handing_in import hand_in
from exercises.work.models import Response
from exercises.work.starting import begin

HOUR = timedelta(hours=1)
MakePerson = Callable[..., User]


@pytest.fixture
def ref(db: None) -> str:
    """The reference of an open cohort."""
    return api.create_cohort("Geopolitical Intelligence Analysis", "Europe/Kyiv")


@pytest.fixture
def person(make_person: MakePerson, ref: str) -> User:
    """A member of it."""
    made = make_person()
    api.admit(ref, made, "Heron 4")
    return made


def standing(ref: str, person: User) -> str:
    (row,) = api.progress(ref, person)
    return row.state


def test_every_call_may_be_made_twice(
    ref: str, person: User, exercise: Exercise, make_person: MakePerson
) -> None:
    teacher = make_person("Tess Teacher")
    for _twice in range(2):
        api.admit(ref, person, "Heron 4")
        api.set_staff(ref, teacher, "lead")
        api.allot(ref, exercise.ref)
    assert (Member.objects.count(), Staff.objects.count(), Allotment.objects.count()) == (1, 1, 1)
    for _twice in range(2):
        api.dismiss(ref, person)
        api.set_staff(ref, teacher, "")
    assert api.progress(ref, person) == []
    assert not Staff.objects.exists()


def test_an_unknown_cohort_or_exercise_is_refused_in_words(ref: str) -> None:
    with pytest.raises(Refusal, match="no such cohort"):
        api.allot("a" * 26, "b" * 26)
    with pytest.raises(Refusal, match="no such exercise"):
        api.allot(ref, "b" * 26)


def test_a_person_stands_where_the_clock_and_their_work_put_them(
    ref: str, person: User, exercise: Exercise, saturday: datetime
) -> None:
    dates = {"due_at": saturday + 2 * HOUR, "closes_at": saturday + 3 * HOUR}
    api.allot(ref, exercise.ref, opens_at=saturday + HOUR, **dates)
    assert standing(ref, person) == "not-open"
    with clock.at(saturday + HOUR):
        assert standing(ref, person) == "open"
    with clock.at(saturday + 3 * HOUR):
        assert standing(ref, person) == "closed"
    with clock.at(saturday + HOUR):
        attempt = begin(Allotment.objects.get())
        assert standing(ref, person) == "started"
        text = Response.objects.get(attempt=attempt, task__position=3)
        Response.objects.filter(pk=text.pk).update(data={"text": "It will sail."}, revision=1)
        hand_in(attempt)
        assert standing(ref, person) == "handed-in"


def test_with_nothing_left_to_mark_it_is_graded(ref: str, person: User, exercise: Exercise) -> None:
    api.allot(ref, exercise.ref)
    hand_in(begin(Allotment.objects.get()))
    (row,) = api.progress(ref, person)
    assert (row.state, row.points_c, row.late) == ("released", 0, False)
    assert row.out_of_c == sum(task.points_c for task in exercise.versions.get().tasks.all())
    assert row.feedback_url.endswith("/feedback/")


def test_what_is_due_first_stands_first(
    ref: str, person: User, exercise: Exercise, bare_exercise: Exercise, saturday: datetime
) -> None:
    api.allot(ref, exercise.ref)
    api.allot(ref, bare_exercise.ref, due_at=saturday + HOUR)
    assert [row.title for row in api.progress(ref, person)] == [
        "Weigh the reports",
        "The ship at the quay",
    ]


@pytest.mark.parametrize("exercises", [1, 2])
def test_progress_is_three_queries_for_any_number_of_exercises(
    ref: str,
    person: User,
    exercise: Exercise,
    bare_exercise: Exercise,
    exercises: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for each in (exercise, bare_exercise)[:exercises]:
        api.allot(ref, each.ref)
    with django_assert_num_queries(3):
        assert len(api.progress(ref, person)) == exercises
    with django_assert_num_queries(3):
        assert len(api.progress_everywhere(person, [ref, "none"])[ref]) == exercises


def test_results_count_every_member_in_three_queries(
    ref: str,
    person: User,
    exercise: Exercise,
    make_person: MakePerson,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    other = make_person("Bo Li")
    api.admit(ref, other, "Crane 2")
    api.allot(ref, exercise.ref)
    hand_in(begin(Allotment.objects.get(member__person=person)))
    api.dismiss(ref, other)
    with django_assert_num_queries(3):
        crane, heron = api.results(ref)
    assert (crane.code, crane.active, crane.handed_in) == ("Crane 2", False, 0)
    assert (heron.person_id, heron.handed_in, heron.released) == (person.pk, 1, 1)


def test_an_exercise_without_a_version_is_not_offered(
    exercise: Exercise, bare_exercise: Exercise
) -> None:
    Exercise.objects.create(slug="empty", case=exercise.case, title="Empty")
    titles = [offered.title for offered in api.exercises_offered()]
    assert titles == ["The ship at the quay", "Weigh the reports"]

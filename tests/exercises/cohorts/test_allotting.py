"""Exercises given to a cohort, moved, and extended for one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.cohorts import allotting, extending, membership
from exercises.cohorts.extending import More
from exercises.cohorts.models import Allotment, Assignment, Cohort

MakePerson = Callable[..., User]
DAY = timedelta(days=1)


@pytest.fixture
def members(cohort: Cohort, make_person: MakePerson) -> list[User]:
    """Two people who are in the cohort from the start."""
    people = [make_person("Ana Kos"), make_person("Bo Li")]
    for person, code in zip(people, ("Heron 4", "Crane 2"), strict=True):
        membership.admit(cohort, person, code)
    return people


def test_every_member_gets_the_exercise_once(
    cohort: Cohort, members: list[User], bare_exercise: Exercise
) -> None:
    allotting.allot(cohort, bare_exercise)
    allotting.allot(cohort, bare_exercise)
    assert Allotment.objects.count() == 2
    assert Assignment.objects.count() == 1


def test_who_left_gets_nothing(
    cohort: Cohort, members: list[User], bare_exercise: Exercise
) -> None:
    membership.dismiss(cohort, members[0])
    allotting.allot(cohort, bare_exercise)
    assert Allotment.objects.get().member.person == members[1]


def test_a_newer_version_does_not_reach_a_cohort_that_has_one(
    cohort: Cohort, members: list[User], bare_exercise: Exercise, make_person: MakePerson
) -> None:
    first = allotting.allot(cohort, bare_exercise).version
    ExerciseVersion.objects.create(
        exercise=bare_exercise,
        edition=first.edition,
        number=2,
        title="Better",
        sha256="2" * 64,
        frozen_at=clock.now(),
    )
    allotting.allot(cohort, bare_exercise)
    membership.admit(cohort, make_person("Cy Wu"), "Swift 9")
    assert {a.version for a in Allotment.objects.all()} == {first}


def test_an_exercise_without_a_version_cannot_be_given_out(
    cohort: Cohort, bare_exercise: Exercise
) -> None:
    empty = Exercise.objects.create(slug="empty", case=bare_exercise.case, title="Empty")
    with pytest.raises(Refusal, match="no version that is ready"):
        allotting.allot(cohort, empty)


def test_an_exercise_that_is_not_finished_is_not_given_to_anybody(
    cohort: Cohort, members: list[User], bare_exercise: Exercise
) -> None:
    draft = Exercise.objects.create(slug="draft", case=bare_exercise.case, title="Draft")
    edition = bare_exercise.versions.get().edition
    ExerciseVersion.objects.create(
        exercise=draft, edition=edition, number=1, title="Draft", sha256="3" * 64
    )
    with pytest.raises(Refusal, match="no task yet"):
        allotting.allot(cohort, draft)
    assert not Assignment.objects.filter(exercise=draft).exists()


def test_moving_the_dates_moves_them_for_everybody(
    cohort: Cohort, members: list[User], bare_exercise: Exercise, saturday: datetime
) -> None:
    allotting.allot(cohort, bare_exercise, opens_at=saturday, due_at=saturday + DAY)
    moved = {"opens_at": saturday + DAY, "due_at": saturday + 2 * DAY, "closes_at": None}
    allotting.allot(cohort, bare_exercise, **moved)  # type: ignore[arg-type]
    dates = set(Allotment.objects.values_list("opens_at", "due_at"))
    assert dates == {(saturday + DAY, saturday + 2 * DAY)}


def test_without_an_opening_date_it_opens_when_a_member_gets_it(
    cohort: Cohort, members: list[User], bare_exercise: Exercise, saturday: datetime
) -> None:
    allotting.allot(cohort, bare_exercise, due_at=saturday + DAY)
    assert {a.opens_at for a in Allotment.objects.all()} == {saturday}


def test_who_joins_after_the_due_date_gets_it_as_late_work(
    cohort: Cohort, bare_exercise: Exercise, make_person: MakePerson, saturday: datetime
) -> None:
    allotting.allot(cohort, bare_exercise, due_at=saturday + DAY, closes_at=saturday + 3 * DAY)
    with clock.at(saturday + 2 * DAY):
        member = membership.admit(cohort, make_person(), "Heron 4")
        assert member.allotments.get().window.phase(clock.now()) == "late"


def test_a_due_date_moved_before_a_newcomer_came_still_leaves_dates_in_order(
    cohort: Cohort, bare_exercise: Exercise, make_person: MakePerson, saturday: datetime
) -> None:
    allotting.allot(cohort, bare_exercise, due_at=saturday + 5 * DAY)
    with clock.at(saturday + 3 * DAY):
        member = membership.admit(cohort, make_person(), "Heron 4")
        allotting.allot(cohort, bare_exercise, due_at=saturday + 2 * DAY)
    allotment = member.allotments.get()
    assert (allotment.opens_at, allotment.due_at) == (saturday, saturday + 2 * DAY)


@pytest.mark.parametrize(
    ("opens", "due", "closes"), [(2, 1, None), (1, 1, None), (None, 3, 2), (3, None, 2)]
)
def test_dates_out_of_order_are_refused(
    cohort: Cohort,
    bare_exercise: Exercise,
    saturday: datetime,
    opens: int | None,
    due: int | None,
    closes: int | None,
) -> None:
    def day(number: int | None) -> datetime | None:
        return None if number is None else saturday + number * DAY

    with pytest.raises(Refusal, match="Put the dates in order"):
        allotting.allot(
            cohort, bare_exercise, opens_at=day(opens), due_at=day(due), closes_at=day(closes)
        )


def test_dated_allotments_bring_their_extension_in_one_query(
    cohort: Cohort,
    members: list[User],
    bare_exercise: Exercise,
    make_person: MakePerson,
    saturday: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    teacher = make_person("Tess Teacher")
    allotting.allot(cohort, bare_exercise, due_at=saturday + DAY)
    for allotment in Allotment.objects.all():
        extending.grant(allotment, More(due_at=saturday + 2 * DAY), by=teacher)
    with django_assert_num_queries(1):
        assert all(a.window.extended for a in Allotment.objects.dated())

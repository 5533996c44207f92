"""Joining, leaving and coming back; who works for a cohort."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring.models import Exercise
from exercises.cases.guards import builds_cases
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort, Member, Staff

MakePerson = Callable[..., User]


def test_a_cohort_needs_a_zone_that_exists(db: None) -> None:
    with pytest.raises(Refusal, match="not a time zone"):
        membership.open_cohort("Anything", "Mars/Olympus")


def test_admitting_twice_changes_nothing(cohort: Cohort, make_person: MakePerson) -> None:
    person = make_person()
    first = membership.admit(cohort, person, "Heron 4")
    second = membership.admit(cohort, person, "Heron 4")
    assert first == second
    assert Member.objects.count() == 1


def test_a_code_that_another_member_carries_is_refused(
    cohort: Cohort, make_person: MakePerson
) -> None:
    membership.admit(cohort, make_person("Ana Kos"), "Heron 4")
    with pytest.raises(Refusal, match="another member's name"):
        membership.admit(cohort, make_person("Bo Li"), "Heron 4")


def test_who_left_sees_nothing_and_comes_back_with_their_work(
    cohort: Cohort, make_person: MakePerson, bare_exercise: Exercise
) -> None:
    person = make_person()
    allotting.allot(cohort, bare_exercise)
    member = membership.admit(cohort, person, "Heron 4")
    allotment = Allotment.objects.visible_to(person).get()

    assert membership.dismiss(cohort, person)
    assert not membership.dismiss(cohort, person)
    assert not Allotment.objects.visible_to(person).exists()

    again = membership.admit(cohort, person, "Heron 4")
    assert (again.pk, again.state, again.left_at) == (member.pk, "active", None)
    assert Allotment.objects.visible_to(person).get() == allotment


def test_nobody_sees_the_allotment_of_somebody_else(
    cohort: Cohort, make_person: MakePerson, bare_exercise: Exercise
) -> None:
    membership.admit(cohort, make_person("Ana Kos"), "Heron 4")
    other = make_person("Bo Li")
    membership.admit(cohort, other, "Crane 2")
    allotting.allot(cohort, bare_exercise)
    assert [a.member.code for a in Allotment.objects.visible_to(other)] == ["Crane 2"]


def test_a_person_has_one_role_and_it_can_be_taken_away(
    cohort: Cohort, make_person: MakePerson
) -> None:
    person = make_person()
    membership.set_staff(cohort, person, "marker")
    membership.set_staff(cohort, person, "lead")
    assert [(s.person, s.role) for s in Staff.objects.all()] == [(person, "lead")]
    membership.set_staff(cohort, person, "")
    assert not Staff.objects.exists()


def test_a_role_that_does_not_exist_is_refused(cohort: Cohort, make_person: MakePerson) -> None:
    with pytest.raises(Refusal, match="not a role"):
        membership.set_staff(cohort, make_person(), "owner")


def test_cohorts_are_found_by_the_roles_held_in_them(
    cohort: Cohort, make_person: MakePerson
) -> None:
    person = make_person()
    membership.set_staff(cohort, person, "observer")
    assert Cohort.objects.staffed_by(person).get() == cohort
    assert not Cohort.objects.staffed_by(person, "lead", "marker").exists()
    assert not Cohort.objects.staffed_by(make_person("Bo Li")).exists()


@pytest.mark.parametrize(
    ("role", "opens"),
    [("lead", True), ("instructor", True), ("marker", False), ("observer", False)],
)
def test_only_who_teaches_may_look_behind_exercises(
    cohort: Cohort, make_person: MakePerson, role: str, opens: bool
) -> None:
    person = make_person()
    membership.set_staff(cohort, person, role)
    assert builds_cases(person) is opens


def test_who_joins_late_gets_what_is_set_with_the_same_dates(
    cohort: Cohort, make_person: MakePerson, bare_exercise: Exercise, saturday: datetime
) -> None:
    due = saturday.replace(hour=18)
    allotting.allot(cohort, bare_exercise, due_at=due)
    member = membership.admit(cohort, make_person(), "Heron 4")
    allotment = member.allotments.get()
    assert (allotment.opens_at, allotment.due_at) == (saturday, due)

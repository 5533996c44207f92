"""More for one person: what an extension gives, that one stands at a time, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import AuditEntry, User
from exercises.authoring.models import Exercise
from exercises.cohorts import accommodating, allotting, extending
from exercises.cohorts.extending import More
from exercises.cohorts.models import Accommodation, Allotment, Assignment, Cohort, Extension
from exercises.cohorts.rules import LateRule, Rules

MakePerson = Callable[..., User]
DAY = timedelta(days=1)


@pytest.fixture
def teacher(make_person: MakePerson) -> User:
    return make_person("Tess Teacher")


@pytest.fixture
def mine(cohort: Cohort, student: User, bare_exercise: Exercise, saturday: datetime) -> Allotment:
    """An exercise due in a day that closes in two."""
    allotting.allot(cohort, bare_exercise, due_at=saturday + DAY, closes_at=saturday + 2 * DAY)
    return Allotment.objects.dated().get(member__person=student)


def again(allotment: Allotment) -> Allotment:
    return Allotment.objects.dated().get(pk=allotment.pk)


def test_an_extension_gives_one_person_more_time_and_leaves_a_trace(
    mine: Allotment, teacher: User, saturday: datetime
) -> None:
    extending.grant(mine, More(due_at=saturday + 3 * DAY, reason="Ill on Saturday."), by=teacher)
    window = again(mine).window
    assert (window.due_at, window.closes_at) == (saturday + 3 * DAY, saturday + 3 * DAY)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.act) == (teacher, "extension.granted")
    assert "Ill" not in str(entry.facts)


def test_a_newer_extension_replaces_the_one_that_stands(
    mine: Allotment, teacher: User, saturday: datetime
) -> None:
    extending.grant(mine, More(due_at=saturday + 3 * DAY), by=teacher)
    extending.grant(mine, More(due_at=saturday + 4 * DAY, attempts=1), by=teacher)
    assert again(mine).window.due_at == saturday + 4 * DAY
    assert again(mine).extra_attempts == 1
    states = Extension.objects.order_by("id").values_list("state", "ended_by")
    assert list(states) == [("replaced", teacher.pk), ("granted", None)]


@pytest.mark.parametrize(
    "less",
    [
        More(),
        More(attempts=1),
        More(due_at=datetime(2024, 12, 23, 9, tzinfo=clock.now().tzinfo), attempts=2),
        More(closes_at=datetime(2024, 12, 25, 9, tzinfo=clock.now().tzinfo), attempts=2),
    ],
)
def test_an_extension_never_takes_anything_away(
    mine: Allotment, teacher: User, saturday: datetime, less: More
) -> None:
    stands = More(due_at=saturday + 4 * DAY, closes_at=saturday + 5 * DAY, attempts=2)
    extending.grant(mine, stands, by=teacher)
    with pytest.raises(Refusal, match="later date"):
        extending.grant(mine, less, by=teacher)
    with pytest.raises(Refusal, match="later date"):
        extending.grant(mine, stands, by=teacher)
    assert again(mine).extra_attempts == 2


def test_dates_and_numbers_out_of_order_are_refused(
    mine: Allotment, teacher: User, saturday: datetime
) -> None:
    with pytest.raises(Refusal, match="in order"):
        extending.grant(
            mine, More(due_at=saturday + 4 * DAY, closes_at=saturday + 3 * DAY), by=teacher
        )
    with pytest.raises(Refusal, match="up to 20"):
        extending.grant(mine, More(attempts=21), by=teacher)
    with clock.at(saturday + 2 * DAY), pytest.raises(Refusal, match="later end as well"):
        extending.grant(mine, More(attempts=1), by=teacher)
    assert not Extension.objects.exists()


def test_taken_back_the_dates_of_the_class_hold_again(
    mine: Allotment, teacher: User, saturday: datetime
) -> None:
    extension = extending.grant(mine, More(due_at=saturday + 3 * DAY), by=teacher)
    extending.revoke(extension, by=teacher)
    assert again(mine).window.due_at == saturday + DAY
    assert AuditEntry.objects.filter(act="extension.revoked").count() == 1
    with pytest.raises(Refusal, match="already"):
        extending.revoke(extension, by=teacher)


def test_where_no_late_work_is_taken_the_end_moves_with_the_due_date(
    mine: Allotment, teacher: User, saturday: datetime, cohort: Cohort, bare_exercise: Exercise
) -> None:
    dates = {"due_at": saturday + DAY, "closes_at": saturday + 2 * DAY}
    allotting.allot(cohort, bare_exercise, rules=Rules(late=LateRule.REFUSED), **dates)
    assert again(mine).window.closes_at == saturday + DAY
    extending.grant(mine, More(due_at=saturday + 3 * DAY), by=teacher)
    assert again(mine).window.closes_at == saturday + 3 * DAY


def test_nobody_gets_more_time_while_model_answers_are_shown(
    mine: Allotment, teacher: User, saturday: datetime, cohort: Cohort, bare_exercise: Exercise
) -> None:
    Assignment.objects.update(answers_released_at=saturday, answers_released_by=teacher)
    with pytest.raises(Refusal, match="model answers"):
        extending.grant(mine, More(due_at=saturday + 3 * DAY), by=teacher)
    with pytest.raises(Refusal, match="model answers"):
        allotting.allot(cohort, bare_exercise, due_at=saturday + 5 * DAY)
    with pytest.raises(Refusal, match="model answers"):
        allotting.allot(
            cohort,
            bare_exercise,
            due_at=saturday + DAY,
            closes_at=saturday + 2 * DAY,
            rules=Rules(attempts=2),
        )
    assert again(mine).window.due_at == saturday + DAY


def test_new_rules_reach_who_has_not_begun_and_nobody_else(
    mine: Allotment, cohort: Cohort, bare_exercise: Exercise, make_person: MakePerson
) -> None:
    from exercises.cohorts.membership import admit

    admit(cohort, make_person("Bo Li"), "Crane 2")
    Allotment.objects.filter(pk=mine.pk).update(begun_at=clock.now())
    reach = allotting.reach_of(cohort, bare_exercise)
    assert (reach.waiting, reach.begun) == (1, 1)
    three = Rules(attempts=3)
    allotting.allot(cohort, bare_exercise, rules=three)
    assert again(mine).working_rules == Rules()
    other = Allotment.objects.exclude(pk=mine.pk).get()
    assert other.working_rules == three
    admit(cohort, make_person("Cy Wu"), "Swift 9")
    assert Allotment.objects.get(member__code="Swift 9").working_rules == three
    allotting.allot(cohort, bare_exercise)
    assert Assignment.objects.get().rules.rules == three


def test_rules_that_do_not_fit_the_dates_are_refused_with_what_to_do(
    cohort: Cohort, student: User, bare_exercise: Exercise
) -> None:
    with pytest.raises(Refusal, match="needs a due date"):
        allotting.allot(cohort, bare_exercise, rules=Rules(late=LateRule.REFUSED))
    assert not Assignment.objects.exists()


def test_more_time_on_every_clock_needs_a_reason_and_stands_once(
    mine: Allotment, teacher: User
) -> None:
    member = mine.member
    facts = {"extra_minutes": 0, "by": teacher}
    with pytest.raises(Refusal, match="Say why"):
        accommodating.accommodate(member, percent=125, reason=" ", **facts)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="gives no time"):
        accommodating.accommodate(member, percent=100, reason="x", **facts)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="100 to 400"):
        accommodating.accommodate(member, percent=401, reason="x", **facts)  # type: ignore[arg-type]
    accommodating.accommodate(member, percent=125, reason="A letter of the doctor", **facts)  # type: ignore[arg-type]
    made = accommodating.accommodate(
        member, percent=150, extra_minutes=10, reason="The same", by=teacher
    )
    assert accommodating.minutes_of(member.pk, 45) == 78
    assert accommodating.minutes_of(member.pk, 0) == 0
    assert Accommodation.objects.filter(state="granted").count() == 1
    assert "doctor" not in str(AuditEntry.objects.first())
    accommodating.revoke(made, by=teacher)
    assert accommodating.minutes_of(member.pk, 45) == 45
    with pytest.raises(Refusal, match="already"):
        accommodating.revoke(made, by=teacher)


def test_working_rules_are_written_once_and_never_changed(mine: Allotment) -> None:
    from django.db import IntegrityError, transaction

    from exercises.cohorts.models import WorkingRules

    one = WorkingRules.of(Rules(minutes=40))
    assert WorkingRules.of(replace(Rules(), minutes=40)) == one
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        WorkingRules.objects.filter(pk=one.pk).update(minutes=90)

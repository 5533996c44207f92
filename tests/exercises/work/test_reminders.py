"""The letter a day before an exercise is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import User
from courseplatform.reminders import planning
from courseplatform.reminders.models import Reminder
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting, membership
from exercises.cohorts.extending import More
from exercises.cohorts.models import Allotment, Cohort
from exercises.work.extending import extend
from exercises.work.handing_in import hand_in
from exercises.work.reminders import KIND, why_not
from exercises.work.starting import begin

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MakePerson = Callable[..., User]


@pytest.fixture
def due(cohort: Cohort, student: User, exercise: Exercise, saturday: datetime) -> Allotment:
    """An exercise that opens now and is due in three days."""
    allotting.allot(cohort, exercise, opens_at=saturday, due_at=saturday + 3 * DAY)
    return Allotment.objects.get()


def planned() -> list[Reminder]:
    planning.plan([KIND])
    return list(Reminder.objects.filter(state="planned"))


def test_it_is_planned_a_day_before_and_useless_in_the_last_hour(
    due: Allotment, saturday: datetime
) -> None:
    (reminder,) = planned()
    assert (reminder.due_at, reminder.useless_after) == (
        saturday + 2 * DAY,
        saturday + 3 * DAY - HOUR,
    )


def test_an_extension_moves_it(due: Allotment, saturday: datetime, make_person: MakePerson) -> None:
    planned()
    extend(due, More(due_at=saturday + 5 * DAY), by=make_person("Tess Teacher"))
    (reminder,) = planned()
    assert reminder.due_at == saturday + 4 * DAY


def test_who_handed_in_or_left_gets_none(due: Allotment, cohort: Cohort, student: User) -> None:
    (reminder,) = planned()
    assert why_not(reminder) is None
    hand_in(begin(due))
    assert why_not(reminder) == "handed-in"
    assert planned() == []
    membership.dismiss(cohort, student)
    assert why_not(reminder) == "left"


def test_what_opens_less_than_a_day_before_needs_none(
    cohort: Cohort, student: User, exercise: Exercise, saturday: datetime
) -> None:
    allotting.allot(cohort, exercise, opens_at=saturday, due_at=saturday + DAY - HOUR)
    assert planned() == []


def test_without_a_due_date_there_is_nothing_to_say(
    cohort: Cohort, student: User, exercise: Exercise
) -> None:
    allotting.allot(cohort, exercise)
    assert planned() == []


@pytest.mark.parametrize("begun", [True, False])
def test_the_letter_says_when_it_is_due_and_what_is_saved(
    due: Allotment, saturday: datetime, begun: bool
) -> None:
    if begun:
        begin(due)
    (reminder,) = planned()
    with clock.at(saturday + 2 * DAY):
        KIND.send(reminder)
        KIND.send(reminder)
    words = render(Letter.objects.get(), Sender.current())
    assert words.subject == "Due in a day: The ship at the quay"
    for text in (words.text, words.html):
        assert f"/exercises/{due.ref}/" in text
        assert "24 December 2024" in text
        assert ("is saved" in text) is begun


def test_one_query_wants_for_everybody(
    due: Allotment,
    cohort: Cohort,
    make_person: MakePerson,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for index in range(3):
        membership.admit(cohort, make_person(f"Person {index}"), f"Crane {index}")
    with django_assert_num_queries(1):
        assert len(list(KIND.wanted(clock.now()))) == 4

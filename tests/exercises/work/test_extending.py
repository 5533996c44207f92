"""Extensions and work done already: lateness taken back, told by letter, noted in the grades."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import User
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting
from exercises.cohorts.extending import More
from exercises.cohorts.models import Allotment, Cohort
from exercises.cohorts.rules import LateRule, Rules
from exercises.grades.models import GradeEvent
from exercises.grades.recording import grades_of
from exercises.work.extending import extend, take_back
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt
from exercises.work.starting import begin
from tests.exercises.work.answering import answer

MakePerson = Callable[..., User]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def teacher(make_person: MakePerson) -> User:
    return make_person("Tess Teacher")


@pytest.fixture
def late(cohort: Cohort, student: User, exercise: Exercise, saturday: datetime) -> Attempt:
    """An attempt handed in two days late, at ten per cent a day."""
    rules = Rules(late=LateRule.LESS, late_percent=10, late_most=50)
    dates = {"opens_at": saturday, "due_at": saturday + HOUR, "closes_at": saturday + 9 * DAY}
    allotting.allot(cohort, exercise, rules=rules, **dates)
    attempt = begin(Allotment.objects.dated().get(member__person=student))
    answer(attempt)
    with clock.at(saturday + HOUR + DAY):
        hand_in(attempt)
    return attempt


def points(attempt: Attempt) -> tuple[int, int]:
    grade = grades_of([attempt.allotment_id])[attempt.allotment_id]
    (only,) = grade.attempts
    return only.reached_c, grade.points_c


def test_late_work_loses_by_the_rule_in_an_event_of_its_own(late: Attempt) -> None:
    assert (late.late, late.late_days) == (True, 2)
    reached, counted = points(late)
    assert counted == reached * 80 // 100
    event = GradeEvent.objects.get(kind="late")
    assert (event.less_percent, event.task, event.attempt_number) == (20, None, 1)


def test_an_extension_takes_lateness_back_and_says_who_did(
    late: Attempt, teacher: User, saturday: datetime
) -> None:
    extend(late.allotment, More(due_at=saturday + DAY), by=teacher)
    late.refresh_from_db()
    assert late.late_days == 1
    extend(late.allotment, More(due_at=saturday + 2 * DAY), by=teacher)
    late.refresh_from_db()
    assert (late.late, late.late_days) == (False, 0)
    reached, counted = points(late)
    assert reached == counted
    told = GradeEvent.objects.filter(kind="late").order_by("id")
    assert list(told.values_list("less_percent", "actor")) == [
        (20, None),
        (10, teacher.pk),
        (0, teacher.pk),
    ]


def test_taken_back_the_lateness_counts_again(
    late: Attempt, teacher: User, saturday: datetime
) -> None:
    with clock.at(saturday + 2 * DAY):
        extension = extend(late.allotment, More(due_at=saturday + 3 * DAY), by=teacher)
        take_back(extension, by=teacher)
    late.refresh_from_db()
    assert late.late_days == 2
    with pytest.raises(Refusal):
        take_back(extension, by=teacher)


def test_what_was_handed_in_under_an_extension_stays_on_time(
    cohort: Cohort, student: User, exercise: Exercise, teacher: User, saturday: datetime
) -> None:
    dates = {"opens_at": saturday, "due_at": saturday + HOUR, "closes_at": saturday + 9 * DAY}
    allotting.allot(cohort, exercise, **dates)
    allotment = Allotment.objects.dated().get(member__person=student)
    extension = extend(allotment, More(due_at=saturday + 3 * DAY), by=teacher)
    attempt = begin(allotment)
    with clock.at(saturday + DAY):
        hand_in(attempt)
        take_back(extension, by=teacher)
    attempt.refresh_from_db()
    assert not attempt.late


def test_the_person_is_told_once_each_time(
    late: Attempt, student: User, teacher: User, saturday: datetime
) -> None:
    extension = extend(late.allotment, More(due_at=saturday + 3 * DAY, attempts=1), by=teacher)
    take_back(extension, by=teacher)
    letters = Letter.objects.filter(person=student).order_by("id")
    assert [each.template for each in letters] == ["extension_granted", "extension_revoked"]
    texts = [str(render(each, Sender.current())) for each in letters]
    assert "You have one attempt more than the class." in texts[0]
    assert "24 December 2024" in texts[0]
    assert "The dates of the class hold for you again." in texts[1]

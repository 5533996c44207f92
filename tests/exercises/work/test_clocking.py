"""When time is over: what is saved is handed in, once, as of the end, and the person is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.http import QueryDict

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import User
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting
from exercises.cohorts.clocks import GRACE
from exercises.cohorts.extending import More
from exercises.cohorts.models import Allotment, Cohort
from exercises.cohorts.rules import LateRule, Rules
from exercises.grades.models import GradeEvent
from exercises.work.clocking import hand_in_what_is_over
from exercises.work.drafts import save
from exercises.work.extending import accommodate, extend
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Response
from exercises.work.opening import attempt_for
from exercises.work.sheets import steps_of
from exercises.work.starting import begin

MakePerson = Callable[..., User]
HOUR = timedelta(hours=1)
TEN = timedelta(minutes=10)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def attempt(cohort: Cohort, student: User, exercise: Exercise, saturday: datetime) -> Attempt:
    """An hour's attempt, begun now; the exercise is due in five hours and closes in six."""
    dates = {"opens_at": saturday, "due_at": saturday + 5 * HOUR, "closes_at": saturday + 6 * HOUR}
    allotting.allot(cohort, exercise, rules=Rules(minutes=60), **dates)
    return begin(Allotment.objects.dated().get(member__person=student))


def write(attempt: Attempt, text: str, revision: int = 0) -> None:
    post = QueryDict(mutable=True)
    post.update({"text": text, "revision": str(revision)})
    save(steps_of(attempt)[2], post)


def test_nothing_is_handed_in_before_time_and_grace_are_over(
    attempt: Attempt, saturday: datetime
) -> None:
    with clock.at(saturday + HOUR + GRACE - INSTANT):
        assert hand_in_what_is_over() == 0
    attempt.refresh_from_db()
    assert attempt.state == "open"


def test_the_sweep_hands_in_what_is_saved_as_of_the_end_and_once(
    attempt: Attempt, student: User, saturday: datetime
) -> None:
    write(attempt, "Half a sentence")
    with clock.at(saturday + 3 * HOUR):
        assert hand_in_what_is_over() == 1
        assert hand_in_what_is_over() == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.by_clock, attempt.late) == ("handed_in", True, False)
    assert attempt.handed_in_at == attempt.receipt.handed_in_at == saturday + HOUR
    assert Response.objects.get(attempt=attempt, task__position=3).state == "to_mark"
    letter = Letter.objects.get(template="handed_in_by_clock")
    assert letter.person == student
    text = render(letter, Sender.current())
    assert "Your time for “The ship at the quay” is over." in text.text


def test_the_page_does_it_when_the_sweep_has_not(
    attempt: Attempt, student: User, saturday: datetime
) -> None:
    with clock.at(saturday + HOUR + GRACE):
        assert attempt_for(student, attempt.ref).state == "handed_in"
        assert hand_in_what_is_over() == 0
    assert Letter.objects.filter(template="handed_in_by_clock").count() == 1


def test_a_save_on_its_way_is_taken_in_the_grace_and_not_after(
    attempt: Attempt, student: User, saturday: datetime
) -> None:
    with clock.at(saturday + HOUR + GRACE - INSTANT):
        write(attempt_for(student, attempt.ref), "In time.")
    with clock.at(saturday + HOUR + GRACE):
        late = attempt_for(student, attempt.ref)
        with pytest.raises(Refusal):
            write(late, "Too late.", 1)
    assert Response.objects.get(attempt=attempt, task__position=3).data == {"text": "In time."}


def test_pressing_in_the_grace_counts_as_the_end_and_writes_no_letter(
    attempt: Attempt, saturday: datetime
) -> None:
    with clock.at(saturday + HOUR + TEN / 60):
        receipt = hand_in(attempt)
    assert receipt.handed_in_at == saturday + HOUR
    assert attempt.by_clock
    assert not Letter.objects.exists()


def test_pressing_before_the_end_is_nobodys_clock(attempt: Attempt, saturday: datetime) -> None:
    with clock.at(saturday + HOUR - INSTANT):
        hand_in(attempt)
    assert (attempt.by_clock, attempt.handed_in_at) == (False, saturday + HOUR - INSTANT)


def test_an_exercise_that_closes_ends_the_clock_with_it(
    cohort: Cohort, exercise: Exercise, student: User, saturday: datetime
) -> None:
    rules = Rules(minutes=60, late=LateRule.REFUSED)
    allotting.allot(cohort, exercise, opens_at=saturday, due_at=saturday + HOUR / 2, rules=rules)
    attempt = begin(Allotment.objects.dated().get(member__person=student))
    assert attempt.ends_at == saturday + HOUR / 2
    with clock.at(saturday + HOUR):
        assert hand_in_what_is_over() == 1
    attempt.refresh_from_db()
    assert (attempt.handed_in_at, attempt.late_days) == (saturday + HOUR / 2, 0)


def test_what_the_clock_ends_after_the_due_date_is_late_by_the_rule(
    cohort: Cohort, exercise: Exercise, student: User, saturday: datetime
) -> None:
    rules = Rules(minutes=60, late=LateRule.LESS, late_percent=10, late_most=50)
    dates = {"opens_at": saturday, "due_at": saturday + HOUR / 2, "closes_at": saturday + 6 * HOUR}
    allotting.allot(cohort, exercise, rules=rules, **dates)
    late = begin(Allotment.objects.dated().get(member__person=student))
    with clock.at(saturday + 2 * HOUR):
        hand_in_what_is_over()
    late.refresh_from_db()
    assert (late.late, late.late_days) == (True, 1)
    assert GradeEvent.objects.get(kind="late").less_percent == 10


def test_more_time_reaches_a_clock_that_runs(
    attempt: Attempt, make_person: MakePerson, saturday: datetime
) -> None:
    accommodate(
        attempt.allotment.member,
        percent=100,
        extra_minutes=15,
        reason="The line was down",
        by=make_person("Tess Teacher"),
    )
    with clock.at(saturday + HOUR + TEN):
        assert hand_in_what_is_over() == 0
    attempt.refresh_from_db()
    assert attempt.minutes == 75


def test_a_later_end_reaches_a_clock_that_the_end_had_cut(
    attempt: Attempt, make_person: MakePerson, saturday: datetime
) -> None:
    Allotment.objects.update(due_at=saturday + HOUR / 4, closes_at=saturday + HOUR / 2)
    with clock.at(saturday + HOUR / 4):
        more = More(closes_at=saturday + 9 * HOUR)
        extend(Allotment.objects.dated().get(), more, by=make_person("Tess Teacher"))
    with clock.at(saturday + HOUR / 2 + TEN):
        assert hand_in_what_is_over() == 0
    with clock.at(saturday + HOUR + TEN):
        assert hand_in_what_is_over() == 1


def test_an_attempt_without_a_clock_is_never_handed_in_by_one(
    cohort: Cohort, exercise: Exercise, student: User, saturday: datetime
) -> None:
    allotting.allot(cohort, exercise, opens_at=saturday, closes_at=saturday + HOUR)
    begin(Allotment.objects.dated().get())
    with clock.at(saturday + 9 * HOUR):
        assert hand_in_what_is_over() == 0

"""Attempts: how many, when the next, from a blank sheet or from a copy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting
from exercises.cohorts.extending import More
from exercises.cohorts.models import Allotment, Cohort
from exercises.cohorts.rules import Rules
from exercises.work.extending import extend
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Response
from exercises.work.starting import begin, begin_next

MakePerson = Callable[..., User]
Give = Callable[..., Allotment]
HOUR = timedelta(hours=1)


@pytest.fixture
def give(cohort: Cohort, student: User, exercise: Exercise, saturday: datetime) -> Give:
    """Return a function that gives the exercise under some rules; open now, it ends in a day."""

    def make(**rules: object) -> Allotment:
        dates = {"opens_at": saturday, "due_at": saturday + 12 * HOUR}
        end = {"closes_at": saturday + 24 * HOUR}
        allotting.allot(cohort, exercise, rules=Rules(**rules), **dates, **end)  # type: ignore[arg-type]
        return Allotment.objects.dated().get(member__person=student)

    return make


def again(allotment: Allotment) -> Allotment:
    return Allotment.objects.dated().select_related("member__cohort").get(pk=allotment.pk)


def test_beginning_notes_when_and_fixes_the_rules(
    give: Give, cohort: Cohort, exercise: Exercise, saturday: datetime
) -> None:
    allotment = give(attempts=2)
    begin(allotment)
    give(attempts=5)
    assert again(allotment).begun_at == saturday
    assert again(allotment).working_rules.attempts == 2


def test_the_next_attempt_is_a_new_one_with_blank_answers(give: Give) -> None:
    allotment = give(attempts=2)
    first = begin(allotment)
    Response.objects.filter(attempt=first, task__position=3).update(
        data={"text": "The first try."}, revision=4
    )
    hand_in(first)
    second = begin_next(again(allotment), after=1)
    assert (second.number, second.state) == (2, "open")
    assert Response.objects.get(attempt=second, task__position=3).data == {"text": ""}
    assert begin(again(allotment)) == second


def test_pressing_twice_gives_the_one_next_attempt(give: Give) -> None:
    allotment = give(attempts=3)
    hand_in(begin(allotment))
    assert begin_next(again(allotment), after=1) == begin_next(again(allotment), after=1)
    hand_in(Attempt.objects.get(number=2))
    assert begin_next(again(allotment), after=1).number == 2
    assert Attempt.objects.count() == 2


def test_a_copy_is_offered_by_the_rules_alone(give: Give, saturday: datetime) -> None:
    allotment = give(attempts=3, copy_offered=True)
    first = begin(allotment)
    Response.objects.filter(attempt=first, task__position=3).update(
        data={"text": "The first try."}, revision=4
    )
    hand_in(first)
    second = begin_next(again(allotment), after=1, copy=True)
    rows = Response.objects.filter(attempt=second).order_by("task__position")
    assert [row.data for row in rows][2] == {"text": "The first try."}
    assert [(row.state, row.revision) for row in rows] == [("draft", 0), ("draft", 0), ("draft", 1)]
    assert rows[2].saved_at == saturday


def test_without_the_rule_a_copy_that_is_asked_for_is_blank(give: Give) -> None:
    allotment = give(attempts=2)
    first = begin(allotment)
    Response.objects.filter(attempt=first, task__position=3).update(data={"text": "x"}, revision=4)
    hand_in(first)
    begin_next(again(allotment), after=1, copy=True)
    assert Response.objects.get(attempt__number=2, task__position=3).data == {"text": ""}


def test_the_next_attempt_waits_and_says_until_when(give: Give, saturday: datetime) -> None:
    allotment = give(attempts=2, gap_minutes=90)
    hand_in(begin(allotment))
    with pytest.raises(Refusal, match=r"from Sat 21 Dec 2024, 12:30 \(Kyiv time\) on"):
        begin_next(again(allotment), after=1)
    with clock.at(saturday + 2 * HOUR):
        assert begin_next(again(allotment), after=1).number == 2


def test_when_all_are_used_an_extension_can_give_one_more(
    give: Give, make_person: MakePerson
) -> None:
    allotment = give()
    hand_in(begin(allotment))
    with pytest.raises(Refusal, match="used all your attempts"):
        begin_next(again(allotment), after=1)
    extend(again(allotment), More(attempts=1), by=make_person("Tess Teacher"))
    assert begin_next(again(allotment), after=1).number == 2


def test_after_the_end_no_attempt_is_begun(give: Give, saturday: datetime) -> None:
    allotment = give(attempts=2)
    hand_in(begin(allotment))
    with clock.at(saturday + 24 * HOUR), pytest.raises(Refusal, match="has closed"):
        begin_next(again(allotment), after=1)


def test_a_clock_starts_with_the_attempt_at_the_persons_own_pace(
    give: Give, make_person: MakePerson, saturday: datetime
) -> None:
    from exercises.work.extending import accommodate

    allotment = give(minutes=40)
    accommodate(
        allotment.member, percent=150, extra_minutes=5, reason="Dyslexia", by=make_person("Tess T")
    )
    attempt = begin(allotment)
    assert (attempt.minutes, attempt.time_up_at) == (65, saturday + timedelta(minutes=65))

"""Forecasts and their versions; what counts; what an exercise brings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.calibration import resolving
from exercises.calibration.forecasting import counting, forecast, gather, member_of
from exercises.calibration.models import Forecast, ForecastQuestion
from exercises.calibration.reading import lines_of
from exercises.calibration.settlement import counts_until
from exercises.cohorts import membership
from exercises.cohorts.models import Cohort, Member
from exercises.work.handing_in import hand_in
from tests.exercises.calibration.conftest import Ask, answered

MakePerson = Callable[..., User]
DAY = timedelta(days=1)


def test_every_version_is_kept_and_the_last_before_the_deadline_counts(
    question: ForecastQuestion, member: Member, saturday: datetime
) -> None:
    forecast(question, member, {"yes": 30}, why="Storms.")
    with clock.at(saturday + DAY):
        forecast(question, member, {"yes": 55}, why="The sea is calm.", seen=1)
    versions = list(Forecast.objects.order_by("number"))
    assert [(each.number, each.chances["yes"], each.why) for each in versions] == [
        (1, 30, "Storms."),
        (2, 55, "The sea is calm."),
    ]
    assert counting(versions, question.closes_at) == versions[1]
    assert counting(versions, saturday + DAY / 2) == versions[0]
    assert counting(versions, saturday) is None


def test_saving_the_same_again_is_no_version(question: ForecastQuestion, member: Member) -> None:
    first = forecast(question, member, {"yes": 30}, why="Storms.")
    assert forecast(question, member, {"yes": 30}, why="Storms.", seen=1) == first
    assert Forecast.objects.count() == 1


def test_of_two_windows_the_second_is_told(question: ForecastQuestion, member: Member) -> None:
    forecast(question, member, {"yes": 30})
    with pytest.raises(Refusal, match="another window"):
        forecast(question, member, {"yes": 60}, seen=0)


@pytest.mark.parametrize("chances", [{}, {"yes": 0}, {"yes": 100}, {"no": 40}])
def test_chances_that_are_not_whole_are_refused(
    question: ForecastQuestion, member: Member, chances: dict[str, int]
) -> None:
    with pytest.raises(Refusal, match="from 1 to 99"):
        forecast(question, member, chances)


def test_nothing_is_taken_after_the_deadline_or_a_decision(
    question: ForecastQuestion, member: Member, teacher: User
) -> None:
    with clock.at(question.closes_at), pytest.raises(Refusal, match="no forecast any more"):
        forecast(question, member, {"yes": 30})
    resolving.resolve(question, teacher, "yes", source="The log.")
    with pytest.raises(Refusal, match="no forecast any more"):
        forecast(question, member, {"yes": 99})


def test_a_forecast_made_when_the_outcome_was_public_does_not_count(
    question: ForecastQuestion, member: Member, teacher: User, saturday: datetime
) -> None:
    forecast(question, member, {"yes": 30})
    with clock.at(saturday + 5 * DAY):
        forecast(question, member, {"yes": 98}, seen=1)
    with clock.at(saturday + 6 * DAY):
        known = saturday + 4 * DAY
        resolving.resolve(question, teacher, "yes", source="The log.", known_at=known)
    versions = list(Forecast.objects.order_by("number"))
    held = counting(versions, counts_until(question.settlement, question.closes_at))
    assert held == versions[0]


def test_who_was_not_asked_has_no_membership_to_answer_with(
    question: ForecastQuestion,
    student: User,
    member: Member,
    make_person: MakePerson,
    cohort: Cohort,
) -> None:
    assert member_of(question, student) == member
    assert member_of(question, make_person("Str Anger")) is None
    membership.dismiss(cohort, student)
    assert member_of(question, student) is None


# --- what an exercise brings ----------------------------------------------------------------------
def test_what_is_handed_in_becomes_the_first_forecast(
    opened: list[ForecastQuestion], member: Member, saturday: datetime
) -> None:
    attempt = answered(member, {"Q1": {"yes": 40}, "Q2": {"none": 50, "few": 30, "many": 20}})
    assert gather() == 0, "a draft counts for nothing"
    with clock.at(saturday + DAY):
        hand_in(attempt)
    assert gather() == 2
    assert gather() == 0, "an answer gives one forecast"
    rows = Forecast.objects.order_by("question")
    assert [(row.chances, row.made_at) for row in rows] == [
        ({"yes": 40}, saturday + DAY),
        ({"none": 50, "few": 30, "many": 20}, saturday + DAY),
    ]


def test_half_an_answer_brings_what_is_whole(
    opened: list[ForecastQuestion], member: Member
) -> None:
    hand_in(answered(member, {"Q1": {"yes": 40}, "Q2": {"none": 50, "few": 30}}))
    assert gather() == 1
    assert Forecast.objects.get().question == opened[0]


def test_what_is_handed_in_after_the_question_closed_is_left_alone(
    opened: list[ForecastQuestion], member: Member
) -> None:
    attempt = answered(member, {"Q1": {"yes": 40}})
    with clock.at(opened[0].closes_at + DAY / 2):
        hand_in(attempt)
        assert gather() == 0


def test_a_page_brings_ones_own_answers_and_nobody_elses(
    opened: list[ForecastQuestion], member: Member, student: User, classmates: list[Member]
) -> None:
    for each in (member, classmates[0]):
        hand_in(answered(each, {"Q1": {"yes": 40}}))
    assert gather(student) == 1
    assert Forecast.objects.get().member == member
    assert gather() == 1


def test_an_update_before_the_hand_in_is_told_from_it_by_time(
    opened: list[ForecastQuestion], member: Member, saturday: datetime
) -> None:
    """Given on the page first, handed in later: the later one counts, whichever was stored first."""
    attempt = answered(member, {"Q1": {"yes": 40}})
    forecast(opened[0], member, {"yes": 20})
    with clock.at(saturday + DAY):
        hand_in(attempt)
    with clock.at(saturday + 2 * DAY):
        forecast(opened[0], member, {"yes": 70}, seen=1)
        gather()
    versions = list(Forecast.objects.filter(question=opened[0]))
    held = counting(versions, opened[0].closes_at)
    assert held is not None
    assert held.chances == {"yes": 70}


# --- reading --------------------------------------------------------------------------------------
def test_a_persons_lines_take_the_same_queries_for_one_and_for_many(
    ask: Ask,
    member: Member,
    student: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in (1, 6):
        for place in range(number):
            question = ask(text=f"Will ship {number}.{place} sail?")
            forecast(question, member, {"yes": 10 + place})
        with django_assert_num_queries(4):
            lines = lines_of(student, clock.now())
            assert all(line.mine for line in lines)
    assert len(lines) == 7


def test_the_class_is_told_from_five_on_and_never_while_the_question_is_open(
    question: ForecastQuestion, member: Member, classmates: list[Member], student: User
) -> None:
    for place, each in enumerate([member, *classmates[:3]]):
        forecast(question, each, {"yes": 20 + 10 * place})
    assert lines_of(student, clock.now())[0].class_words == ""
    later = question.closes_at
    assert lines_of(student, later)[0].class_words == "Shown from 5 answers on."
    forecast(question, classmates[3], {"yes": 90})
    assert lines_of(student, later)[0].class_words == "40 % yes"


def test_an_erased_forecast_counts_for_nothing(
    question: ForecastQuestion, member: Member, student: User
) -> None:
    forecast(question, member, {"yes": 30})
    Forecast.objects.update(chances={}, why="", erased_at=datetime(2025, 1, 1, tzinfo=UTC))
    (line,) = lines_of(student, question.closes_at)
    assert (line.counts, line.mine) == (None, "")

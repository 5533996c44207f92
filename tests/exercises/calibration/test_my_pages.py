"""My forecasts and one question: giving, changing, looking back; what the class held and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.api import forecasting as forecasting_of
from exercises.calibration import asking, resolving
from exercises.calibration.forecasting import forecast
from exercises.calibration.models import Forecast, ForecastQuestion
from exercises.cohorts import membership
from exercises.cohorts.models import Cohort, Member
from exercises.work.handing_in import hand_in
from tests.exercises.calibration.conftest import SHIPS, Ask, answered, terms, words

MakePerson = Callable[..., User]
DAY = timedelta(days=1)


@pytest.fixture
def browser(client: Client, student: User) -> Client:
    client.force_login(student)
    return client


def page_of(question: ForecastQuestion) -> str:
    return reverse("forecast", args=[question.ref])


def test_without_a_question_the_page_says_when_there_will_be_one(browser: Client) -> None:
    said = words(browser.get(reverse("forecasts")))
    assert "No question yet" in said
    assert "when an instructor opens them" in said


def test_an_open_question_is_listed_answered_and_changed(
    browser: Client, question: ForecastQuestion
) -> None:
    said = words(browser.get(reverse("forecasts")))
    assert "Will the ferry sail on 1 March? No forecast yet closes" in said
    page = browser.get(page_of(question))
    assert "Give your forecast" in words(page)
    assert "half Brier score, 0 to 1" in words(page)
    stored = browser.post(page_of(question), {"p-yes": "30", "why": "Storms.", "seen": "0"})
    assert stored.status_code == 302
    said = words(browser.get(page_of(question)))
    assert "Change your forecast" in said
    assert "30 % Counts Storms." in said
    browser.post(page_of(question), {"p-yes": "55 %", "why": "Calm sea.", "seen": "1"})
    said = words(browser.get(page_of(question)))
    assert "up by 25 points Calm sea." in said
    browser.post(page_of(question), {"p-yes": "54", "seen": "2"})
    assert "down by 1 point" in words(browser.get(page_of(question)))
    assert "54 % yes 3 versions" in words(browser.get(reverse("forecasts")))
    browser.post(page_of(question), {"p-yes": "54", "why": "Same.", "seen": "3"})
    assert "The same chances, another reason." in words(browser.get(page_of(question)))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"p-yes": ""}, "Give a chance for every outcome."),
        ({"p-yes": "0"}, "from 1 to 99"),
        ({"p-yes": "100"}, "from 1 to 99"),
        ({"p-yes": "soon"}, "whole number"),
        ({"p-yes": "40", "why": "x" * 5000}, "characters"),
    ],
)
def test_what_cannot_be_stored_is_said_and_what_was_typed_stays(
    browser: Client, question: ForecastQuestion, typed: dict[str, str], sentence: str
) -> None:
    answer = browser.post(page_of(question), {"why": "Because.", "seen": "0", **typed})
    assert answer.status_code == 422
    said = words(answer)
    assert "There is a problem" in said
    assert sentence in said
    assert f'value="{typed["p-yes"]}"' in answer.content.decode()
    assert typed.get("why", "Because.") in answer.content.decode()
    assert not Forecast.objects.exists()


def test_chances_of_several_outcomes_add_up_to_a_hundred(browser: Client, ask: Ask) -> None:
    question = ask(outcomes=SHIPS, ordered=True)
    none, few, many = question.shape.ids
    typed = {f"p-{none}": "10", f"p-{few}": "20", f"p-{many}": "30"}
    answer = browser.post(page_of(question), {**typed, "seen": "0"})
    assert answer.status_code == 422
    assert "add up to 60; they must add up to 100" in words(answer)
    assert browser.post(page_of(question), {**typed, f"p-{many}": "70"}).status_code == 302
    said = words(browser.get(page_of(question)))
    assert "none 10 %, 1 to 3 20 %, 4 or more 70 %" in said
    assert "All of them together make 100 %." in said
    assert "ordered Brier score, 0 to 2" in said


def test_of_two_windows_the_second_sees_what_stands_and_keeps_what_it_typed(
    browser: Client, question: ForecastQuestion, member: Member
) -> None:
    forecast(question, member, {"yes": 30}, why="The first window.")
    answer = browser.post(page_of(question), {"p-yes": "60", "why": "The second.", "seen": "0"})
    assert answer.status_code == 409
    said = words(answer)
    assert "Not stored. Your forecast was changed in another window" in said
    assert "The first window." in said
    page = answer.content.decode()
    assert 'value="60"' in page
    assert "The second.</textarea>" in page
    assert 'name="seen" value="1"' in page
    again = browser.post(page_of(question), {"p-yes": "60", "why": "The second.", "seen": "1"})
    assert again.status_code == 302
    assert Forecast.objects.count() == 2


def test_after_the_deadline_the_page_says_so_and_has_no_form(
    browser: Client, question: ForecastQuestion
) -> None:
    with clock.at(question.closes_at):
        answer = browser.post(page_of(question), {"p-yes": "60", "seen": "0"})
    assert answer.status_code == 409
    said = words(answer)
    assert "takes no forecast any more" in said
    assert "no forecast in time" in said
    assert "Save the forecast" not in said


def test_nobody_sees_the_class_or_the_experts_while_a_question_is_open(
    browser: Client, ask: Ask, member: Member, classmates: list[Member]
) -> None:
    question = ask(experts=((70,), (80,)))
    for each, chance in zip([member, *classmates], (30, 41, 42, 43, 44, 45), strict=True):
        forecast(question, each, {"yes": chance})
    for address in (reverse("forecasts"), page_of(question)):
        said = words(browser.get(address))
        assert "Experts" not in said
        assert "its middle" not in said
        assert "43" not in said
    with clock.at(question.closes_at):
        said = words(browser.get(page_of(question)))
        assert "The class, its middle 42 % yes" in said
        assert "Experts, their mean 75 % yes" in said
        said = words(browser.get(reverse("forecasts")))
        assert "Closed, outcome to come" in said
        assert "outcome due" in said
    with clock.at(question.resolves_at):
        said = words(browser.get(reverse("forecasts")))
        assert "to be decided since" in said
        assert "outcome due" not in said


def test_under_five_forecasts_the_class_stays_hidden(
    browser: Client, question: ForecastQuestion, member: Member, classmates: list[Member]
) -> None:
    for each in [member, *classmates[:3]]:
        forecast(question, each, {"yes": 30})
    with clock.at(question.closes_at):
        said = words(browser.get(page_of(question)))
    assert "Shown from 5 answers on" in said


def test_a_resolved_question_shows_outcome_scores_and_the_source(
    browser: Client,
    question: ForecastQuestion,
    member: Member,
    classmates: list[Member],
    teacher: User,
) -> None:
    for each in [member, *classmates]:
        forecast(question, each, {"yes": 30})
    with clock.at(question.resolves_at):
        resolving.resolve(
            question, teacher, "yes", source="https://port.example/log", quote="Left 09:10."
        )
        said = words(browser.get(page_of(question)))
        listed = words(browser.get(reverse("forecasts")))
    assert "It came out “Yes”." in said
    assert "Left 09:10." in said
    assert "You 30 % yes 0.490" in said
    assert "Ivo" not in said
    assert "Half Brier score" in listed
    assert "0 to 1, n = 1" in listed
    assert "Log score, mean −1.204" in listed
    assert "from 10" in listed  # no curve yet, and a sentence that says from when on


def test_a_void_question_counts_for_nobody_and_says_why(
    browser: Client, question: ForecastQuestion, member: Member, teacher: User
) -> None:
    forecast(question, member, {"yes": 30})
    resolving.void(question, teacher, reason="The port closed.")
    said = words(browser.get(page_of(question)))
    assert "It does not count." in said
    assert "The port closed." in said
    listed = words(browser.get(reverse("forecasts")))
    assert "Does not count" in listed
    assert "Nothing is resolved yet." in listed


def test_the_curve_is_drawn_from_ten_resolved_questions_on(
    browser: Client, ask: Ask, member: Member, teacher: User
) -> None:
    for number in range(10):
        question = ask(text=f"Will ship {number} sail?", experts=((60,),))
        forecast(question, member, {"yes": 90 if number % 2 else 20})
        resolving.resolve(question, teacher, "yes" if number % 3 else "no", source="The log.")
        page = browser.get(reverse("forecasts"))
        drawn = "What you said against what came true" in page.content.decode()
        assert drawn == (number == 9)
    said = words(page)
    assert "n = 10 forecasts" in said
    assert "Under 30 resolved" in said
    assert "Reliability" in said
    assert "Show the numbers" in said
    assert "luck still weighs more than skill" in said


def test_what_was_handed_in_is_the_first_forecast(
    browser: Client, opened: list[ForecastQuestion], member: Member
) -> None:
    attempt = answered(member, {"Q1": {"yes": 35}, "Q2": {"none": 70, "few": 20, "many": 10}})
    hand_in(attempt)
    first = opened[0]
    conflict = browser.post(page_of(first), {"p-yes": "50", "seen": "0"})
    assert conflict.status_code == 409  # handing in made version 1
    assert browser.post(page_of(first), {"p-yes": "50", "seen": "1"}).status_code == 302
    assert "handed in with the exercise" in words(browser.get(page_of(first)))


def test_strangers_and_those_who_were_not_asked_get_nothing(
    client: Client, ask: Ask, make_person: MakePerson, teacher: User
) -> None:
    question = ask()
    draft = asking.write_question(terms(), teacher)
    assert client.get(page_of(question)).status_code == 302
    client.force_login(make_person("Somebody Else"))
    for each in (question, draft):
        assert client.get(page_of(each)).status_code == 404
        assert client.post(page_of(each), {"p-yes": "30"}).status_code == 404
    assert "No question yet" in words(client.get(reverse("forecasts")))


def test_who_left_the_class_cannot_forecast_any_more(
    browser: Client, question: ForecastQuestion, member: Member, cohort: Cohort, student: User
) -> None:
    membership.dismiss(cohort, student)
    assert browser.post(page_of(question), {"p-yes": "30"}).status_code == 404


def test_lists_ask_the_database_the_same_for_one_question_and_for_many(
    browser: Client,
    ask: Ask,
    member: Member,
    teacher: User,
    classmates: list[Member],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def more(number: int) -> None:
        for index in range(number):
            question = ask(text=f"Will ship {index} sail?")
            for each in [member, *classmates]:
                forecast(question, each, {"yes": 30})
            if index % 2:
                resolving.resolve(question, teacher, "yes", source="The log.")

    more(2)
    browser.get(reverse("forecasts"))
    with django_assert_num_queries(8):
        browser.get(reverse("forecasts"))
    more(8)
    with django_assert_num_queries(8):
        browser.get(reverse("forecasts"))
    question = ForecastQuestion.objects.latest("pk")
    with django_assert_num_queries(10):
        browser.get(page_of(question))


def test_the_way_in_from_my_learning_counts_what_is_open(
    student: User, question: ForecastQuestion, member: Member, ask: Ask, teacher: User
) -> None:
    second = ask(text="Will it snow?", closes_local=terms().closes_local - DAY)
    found = forecasting_of(student)
    assert found is not None
    assert (found.open, found.unanswered, found.closes_at) == (2, 2, second.closes_at)
    forecast(question, member, {"yes": 30})
    resolving.resolve(second, teacher, "no", source="The window.")
    found = forecasting_of(student)
    assert found is not None
    assert (found.open, found.unanswered, found.closes_at) == (1, 0, question.closes_at)
    assert forecasting_of(teacher) is None

"""A class's record and every version as CSV, under cover names, for whoever teaches it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courseplatform.people.models import User
from exercises.calibration import resolving
from exercises.calibration.forecasting import forecast
from exercises.calibration.models import Forecast, ForecastQuestion
from exercises.cohorts import membership
from exercises.cohorts.models import Cohort, Member
from tests.exercises.calibration.conftest import SHIPS, Ask, words

MakePerson = Callable[..., User]


@pytest.fixture
def desk(client: Client, teacher: User) -> Client:
    client.force_login(teacher)
    return client


def table(desk: Client, query: str = "") -> list[dict[str, str]]:
    answer = desk.get(reverse("desk-forecasts-csv") + query)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer).decode()  # a streaming answer
    return list(csv.DictReader(StringIO(text)))


def resolved(ask: Ask, teacher: User, members: list[Member], number: int) -> None:
    for index in range(number):
        question = ask(text=f"Will ship {index} sail?")
        for place, each in enumerate(members):
            forecast(question, each, {"yes": 20 + 10 * place})
        resolving.resolve(question, teacher, "yes" if index % 4 == 0 else "no", source="The log.")


def test_the_class_as_one_and_its_members_under_cover_names(
    desk: Client,
    cohort: Cohort,
    ask: Ask,
    teacher: User,
    member: Member,
    classmates: list[Member],
) -> None:
    page = reverse("desk-forecasts-class", args=[cohort.ref])
    said = words(desk.get(page))
    assert "0 questions put to the class, 0 resolved." in said
    assert "Nothing is resolved yet." in said
    resolved(ask, teacher, [member, *classmates[:2]], 4)
    said = words(desk.get(page))
    assert "4 questions put to the class, 4 resolved." in said
    assert "n = 12 forecasts" in said  # three members by four questions
    assert "Heron 4 4 4 half Brier" in said.replace("Half", "half")
    assert "Olha" not in said
    assert "Crane 5 0 0 – –" in said


def test_the_class_page_asks_the_database_the_same_for_few_and_many(
    desk: Client,
    cohort: Cohort,
    ask: Ask,
    teacher: User,
    member: Member,
    classmates: list[Member],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    page = reverse("desk-forecasts-class", args=[cohort.ref])
    resolved(ask, teacher, [member], 1)
    desk.get(page)
    with django_assert_num_queries(9):
        desk.get(page)
    resolved(ask, teacher, [member, *classmates], 6)
    with django_assert_num_queries(9):
        desk.get(page)


def test_the_table_holds_every_version_with_what_it_is_worth(
    desk: Client, ask: Ask, teacher: User, member: Member
) -> None:
    question = ask(outcomes=SHIPS, ordered=True)
    none, few, many = question.shape.ids
    forecast(question, member, {none: 10, few: 20, many: 70}, why="The radio.")
    forecast(question, member, {none: 20, few: 30, many: 50}, why="=cmd|' /C calc'!A0", seen=1)
    resolving.resolve(question, teacher, few, source="The log.")
    other = ask(text="Will it snow?")
    forecast(other, member, {"yes": 40})
    rows = table(desk)
    assert [(row["version"], row["counts"], row["form"]) for row in rows] == [
        ("1", "no", "ordered"),
        ("2", "yes", "ordered"),
        ("1", "yes", ""),
    ]
    assert rows[0]["cover_name"] == "Heron 4"
    assert rows[0]["outcome"] == few
    assert rows[0]["chances"] == f"{none}=10 {few}=20 {many}=70"
    assert rows[1]["why"] == "'=cmd|' /C calc'!A0"  # no spreadsheet takes it for a formula
    assert float(rows[1]["score"]) == pytest.approx(0.29)
    assert [row["text"] for row in table(desk, f"?question={other.ref}")] == ["Will it snow?"]
    assert "Olha" not in str(rows)


def test_the_table_leaves_out_other_classes_and_what_was_erased(
    desk: Client,
    question: ForecastQuestion,
    member: Member,
    make_person: MakePerson,
    cohort: Cohort,
) -> None:
    other = membership.open_cohort("Another class", "Europe/Rome")
    colleague = make_person("Nadia Colleague")
    membership.set_staff(other, colleague, "lead")
    theirs = membership.admit(other, make_person("Far Away"), "Finch 9")
    forecast(question, member, {"yes": 30})
    forecast(question, theirs, {"yes": 80})
    assert [row["cover_name"] for row in table(desk)] == ["Heron 4"]
    assert [row["cover_name"] for row in table(desk, f"?class={cohort.ref}")] == ["Heron 4"]
    assert table(desk, f"?class={other.ref}") == []
    Forecast.objects.filter(member=member).update(chances={}, erased_at=question.opened_at)
    assert table(desk) == []


def test_a_class_of_somebody_else_is_not_there(desk: Client) -> None:
    other = membership.open_cohort("Another class", "Europe/Rome")
    assert desk.get(reverse("desk-forecasts-class", args=[other.ref])).status_code == 404

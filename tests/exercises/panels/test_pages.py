"""The desk's pages on panels, and the page of one expert."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.authoring.models import Task
from exercises.panels import answering, inviting
from exercises.panels.desk import waiting_lines
from exercises.panels.models import Panel, Seat
from exercises.panels.privacy import PERSONAL
from tests.exercises.panels.conftest import Grade, seats_of

Queries = Callable[[int], AbstractContextManager[Any]]


@pytest.fixture
def author_client(author: User) -> Client:
    client = Client()
    client.force_login(author)
    return client


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def given(panel: Panel, grade: Grade, *codes: str) -> Panel:
    for seat, code in zip(seats_of(panel), codes, strict=False):
        grade(seat, code)
        answering.give(seat)
    panel.refresh_from_db()
    return panel


def test_the_list_asks_the_same_number_of_questions_for_one_panel_and_for_many(
    author_client: Client,
    author: User,
    experts: list[User],
    panel: Panel,
    task: Task,
    django_assert_num_queries: Queries,
) -> None:
    inviting.invite(panel, [author], by=author)
    url = reverse("desk-panels")
    author_client.get(url)
    with django_assert_num_queries(6):
        assert author_client.get(url).content.count(b"rows__link") == 2
    for _each in range(4):
        inviting.open_panel(task, [*experts, author], by=author)
    with django_assert_num_queries(6):
        assert author_client.get(url).content.count(b"rows__link") == 10


def test_a_closed_panel_asks_the_same_number_of_questions_for_three_experts_and_for_four(
    author_client: Client,
    author: User,
    experts: list[User],
    panel: Panel,
    task: Task,
    grade: Grade,
    django_assert_num_queries: Queries,
) -> None:
    larger = inviting.open_panel(task, [*experts, author], by=author)
    given(panel, grade, "B2", "B2", "C2")
    given(larger, grade, "B2", "B2", "C2", "C2")
    author_client.get(reverse("desk-panel", args=[panel.ref]))
    for each in (panel, larger):
        with django_assert_num_queries(7):
            assert author_client.get(reverse("desk-panel", args=[each.ref])).status_code == 200


def test_an_open_panel_shows_who_has_answered_and_not_what(
    author_client: Client, panel: Panel, grade: Grade
) -> None:
    given(panel, grade, "B2")
    page = author_client.get(reverse("desk-panel", args=[panel.ref])).content.decode()
    assert "Ben First" in page
    assert "Wrong before." not in page
    given_page = author_client.get(reverse("panel-seat", args=[panel.ref]))
    assert given_page.status_code == 404, "an author without a seat opens none"


def test_a_closed_panel_shows_the_spread_and_puts_its_key_into_the_draft(
    author_client: Client, panel: Panel, grade: Grade, task: Task
) -> None:
    given(panel, grade, "B2", "C2", "D2")
    page = author_client.get(reverse("desk-panel", args=[panel.ref])).content.decode()
    assert "The experts lie 2 steps apart: not graded." in page
    answer = author_client.post(reverse("desk-panel-key", args=[panel.ref]), {"task": task.pk})
    version = task.version
    assert answer["Location"] == reverse(
        "desk-key", args=[version.exercise.ref, version.number, task.pk]
    )
    assert Task.objects.with_keys().get(pk=task.pk).key["items"]["R"]["source"] == ["B", "C", "D"]


def test_a_task_that_is_no_target_changes_nothing(
    author_client: Client, panel: Panel, grade: Grade
) -> None:
    given(panel, grade, "B2", "C2", "C2")
    answer = author_client.post(
        reverse("desk-panel-key", args=[panel.ref]), {"task": "9"}, follow=True
    )
    assert "Choose a task of a draft." in answer.content.decode()


def test_an_author_opens_a_panel_asks_more_and_closes_it(
    author_client: Client, author: User, experts: list[User], task: Task, grade: Grade
) -> None:
    version = task.version
    new = reverse("desk-panel-new", args=[version.exercise.ref, version.number, task.pk])
    assert author_client.get(new).status_code == 200
    assert author_client.post(new, {}).status_code == 422
    answer = author_client.post(new, {"experts": [experts[0].ref]})
    panel = Panel.objects.get()
    assert answer["Location"] == reverse("desk-panel", args=[panel.ref])
    more = reverse("desk-panel-invite", args=[panel.ref])
    page = author_client.post(more, {}, follow=True).content.decode()
    assert "Choose at least one expert." in page
    page = author_client.post(
        more, {"experts": [each.ref for each in experts[1:]]}, follow=True
    ).content.decode()
    assert "2 more experts are asked." in page
    given(panel, grade, "B2")
    page = author_client.post(reverse("desk-panel-close", args=[panel.ref]), follow=True)
    assert "The panel is closed; its answers can be read." in page.content.decode()


def test_an_expert_sees_their_own_answer_and_no_other(
    panel: Panel, experts: list[User], grade: Grade
) -> None:
    given(panel, grade, "B2")
    second = client_of(experts[1])
    page = second.get(reverse("panel-seat", args=[panel.ref])).content.decode()
    assert "Wrong before." not in page
    assert second.get(reverse("desk-panel", args=[panel.ref])).status_code == 404
    listed = second.get(reverse("desk-panels")).content.decode()
    assert "Your own answers" in listed
    assert "All panels" not in listed


def test_the_second_of_two_windows_gets_its_words_back(panel: Panel, experts: list[User]) -> None:
    client, url = client_of(experts[0]), reverse("panel-seat", args=[panel.ref])
    fields = {"revision": "0", "item": "R", "source": "D", "source_reason": "Heard twice."}
    assert client.post(url, fields).status_code == 302
    answer = client.post(url, {**fields, "source_reason": "Heard once."})
    assert answer.status_code == 409
    assert "Heard once." in answer.content.decode()
    assert "This was saved in another window" in answer.content.decode()
    assert Seat.objects.get(panel=panel, person=experts[0]).revision == 1


def test_an_expert_gives_an_answer_once(panel: Panel, experts: list[User], grade: Grade) -> None:
    client = client_of(experts[0])
    url = reverse("panel-seat-submission", args=[panel.ref])
    grade(seats_of(panel)[0], "B2")
    assert client.get(url).status_code == 200
    assert client.post(url)["Location"] == reverse("panel-seat", args=[panel.ref])
    assert client.get(reverse("panel-seat", args=[panel.ref])).status_code == 200
    assert Seat.objects.get(panel=panel, person=experts[0]).state == "in"


def test_the_desk_names_the_panels_that_wait_until_the_answer_is_given(
    panel: Panel, experts: list[User], grade: Grade
) -> None:
    (line,) = waiting_lines(experts[0], clock.now())
    assert "Grade the radio" in line.text
    given(panel, grade, "B2")
    assert waiting_lines(experts[0], clock.now()) == []


def test_who_asks_gets_their_answers_and_an_erased_expert_leaves_what_keys_rest_on(
    panel: Panel, experts: list[User], grade: Grade
) -> None:
    given(panel, grade, "B2")
    grade(seats_of(panel)[1], "C3")
    (exported,) = PERSONAL.export(experts[0])
    assert exported["answer"]["grades"]["R"]["source"] == "B"
    for person in experts[:2]:
        assert PERSONAL.erase(person, clock.now())
    first, second, _third = seats_of(panel)
    assert first.data["grades"]
    assert second.data == {}
    assert PERSONAL.erase(panel.opened_by, clock.now()) == []

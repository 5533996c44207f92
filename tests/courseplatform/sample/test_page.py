"""The sample task: for anybody, scored line by line, stored nowhere, and no part of a real exercise."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from courseplatform.people.models import Organiser
from courseplatform.people.sharing import forget_pages
from courseplatform.sample import pages
from exercises.authoring.library import load
from exercises.authoring.models import Task
from exercises.authoring.sample import sample_of
from exercises.cases.library import load as load_case

pytestmark = pytest.mark.django_db
RIGHT = {
    "item": "S",
    "source": "D",
    "information": "3",
    "c-a": "AA",
    "c-b": "RF",
    "c-c": "CX",
    "c-d": "AJ",
    "c-e": "SP",
    "number-Q": "10",
    "word-Q": "very unlikely",
    "confidence-Q": "low",
    "because-Q": "One sentence is copied; nobody is named.",
}


@pytest.fixture(autouse=True)
def organiser() -> Organiser:
    return Organiser.objects.create(pk=1, name="House", email="ask@example.org", zone="Europe/Kyiv")


def words(answer: HttpResponse) -> str:
    """Return what a page says, on one line."""
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u202f", " ").split())


def post(**changes: str) -> HttpResponse:
    return Client().post(reverse("sample"), {**RIGHT, **changes})


def test_it_asks_three_tasks_over_a_dossier_and_reveals_nothing() -> None:
    said = words(Client().get(reverse("sample")))
    for sentence in ("Two outlets, one story?", "A sample task, about 3 minutes", "No account"):
        assert sentence in said
    for title in ("1. Grade one source", "2. Sort five claims", "3. Put a number on it"):
        assert title in said
    assert "one outlet copied the other" not in said
    assert "Your result" not in said


def test_right_answers_get_every_point_and_the_reasons() -> None:
    said = words(post())
    assert "Your result 10 of 10" in said
    assert "one outlet copied the other" in said
    assert "The station says so and shows nothing" in said
    assert "A source of its own cannot be ruled out" in said


def test_each_line_says_what_was_missed() -> None:
    said = words(post(**{"c-d": "RF", "information": "1", "number-Q": "90"}))
    assert "10 of 10" not in said
    assert "Your result 6" in said
    assert "Score my answers again" in said


def test_answers_stand_in_the_form_after_scoring() -> None:
    page = post(**{"number-Q": "12"}).content.decode()
    assert re.search(r'name="number-Q"[^>]*value="12"', page)
    assert re.search(r'name="c-d" value="AJ"[^>]* checked', page)


def test_an_empty_form_is_scored_and_not_refused() -> None:
    answer = Client().post(reverse("sample"))
    assert answer.status_code == 200
    assert "Your result 0 of 10" in words(answer)


@pytest.mark.parametrize(
    ("changes", "anchor"),
    [({"number-Q": "many"}, "#id_number-Q"), ({"source": "Z"}, "#id_source")],
)
def test_what_cannot_be_read_is_said_and_the_rest_is_kept(
    changes: dict[str, str], anchor: str
) -> None:
    answer = post(**changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert f'href="{anchor}"' in page
    assert f'id="{anchor[1:]}"' in page
    assert re.search(r'name="c-d" value="AJ"[^>]* checked', page)
    assert "Your result" not in page
    assert "<title>Error:" in page


def test_nothing_is_stored_and_nobody_gets_a_cookie() -> None:
    before = {model: model._base_manager.count() for model in apps.get_models()}
    browser = Client(enforce_csrf_checks=True)
    for answer in (browser.get(reverse("sample")), browser.post(reverse("sample"), RIGHT)):
        assert answer.status_code == 200
        assert not answer.cookies
        assert b"csrfmiddlewaretoken" not in answer.content
    after = {model: model._base_manager.count() for model in apps.get_models()}
    assert after == before


def test_a_result_is_kept_by_no_cache_and_the_form_by_all(settings: Settings) -> None:
    settings.PUBLIC_PAGE_SECONDS = 60
    forget_pages()
    assert "no-store" in post()["Cache-Control"]
    asked = Client().get(reverse("sample"))
    assert "public" in asked["Cache-Control"]
    assert "Cookie" in asked["Vary"]
    forget_pages()


def test_a_flood_from_one_network_is_not_scored_and_loses_nothing() -> None:
    for _ in range(pages.TRIES.times):
        assert post().status_code == 200
    answer = post()
    assert answer.status_code == 429
    assert answer["Retry-After"] == "600"
    assert "Nothing you chose is lost" in words(answer)
    assert "Your result" not in words(answer)
    assert re.search(r'name="c-d" value="AJ"[^>]* checked', answer.content.decode())
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").post(reverse("sample"), RIGHT)
    assert elsewhere.status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_else_can_be_done_to_it(method: str) -> None:
    assert getattr(Client(), method)(reverse("sample")).status_code == 405


def test_without_a_sample_there_is_no_page_and_no_way_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "CASE", "no-such-case")
    assert Client().get(reverse("sample")).status_code == 404


def long_strings(node: Any) -> Iterator[str]:
    """Yield each sentence-long text within a brief or a key."""
    if isinstance(node, str) and len(node) > 30:
        yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from long_strings(each)


def test_nothing_of_a_real_exercise_is_shown_in_any_answer() -> None:
    load_case("ukraine-hts")
    load("ukraine-hts")
    real = list(Task.objects.with_keys())
    assert real
    shown = [
        html.unescape(answer.content.decode())
        for answer in (
            Client().get(reverse("sample")),
            post(),
            post(**{"c-d": "RF", "source": "A"}),
            Client().post(reverse("sample")),
            post(**{"number-Q": "many"}),
        )
    ]
    kept = {text for task in real for text in (*long_strings(task.key), *long_strings(task.brief))}
    assert len(kept) > 100
    assert [text for text in kept for page in shown if text in page] == []
    found = sample_of("ukraine-hts")
    assert found is not None
    mine = json.dumps([repr(each.brief) for each in found.tasks])
    assert [text for text in kept if text in mine] == []

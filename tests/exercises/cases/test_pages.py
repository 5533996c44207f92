"""The desk's pages that write a case: looking ahead, broken citations, two windows."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse

from exercises.authoring.freezing import freeze_edition
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases.models import Case, CaseEdition, CaseSource

NEW = {"title": "Pier", "question": "Who?", "mark": "Exercise material"}
PAGE = {"code": "S1", "title": "A page", "text": "A ship.\n\nA barge.", "revision": "0"}


@pytest.fixture
def edition(instructor_client: Client) -> CaseEdition:
    """A draft with one source of two paragraphs, made on the pages."""
    made = instructor_client.post(reverse("desk-case-new"), NEW)
    assert made["Location"] == reverse("desk-source-new", args=["pier", 1])
    assert instructor_client.post(made["Location"], PAGE).status_code == 302
    return CaseEdition.objects.select_related("case").get()


@pytest.fixture
def task(edition: CaseEdition) -> Task:
    """A task of a draft whose text cites ¶2."""
    exercise = Exercise.objects.create(slug="pier-one", case=edition.case, title="One")
    version = ExerciseVersion.objects.create(
        exercise=exercise, edition=edition, number=1, title="One", state="draft", sha256="0" * 64
    )
    return Task.objects.create(
        version=version, position=1, kind="choice", schema=1, title="Choose", points_c=0,
        prompt_md="See ¶2.", brief={}, key={},
    )  # fmt: skip


def address(edition: CaseEdition, name: str) -> str:
    return reverse(name, args=["pier", 1, edition.sources.get(code="S1").pk])


def post(client: Client, url: str, fields: Mapping[str, str], status: int) -> str:
    answer = client.post(url, fields)
    assert answer.status_code == status
    return str(answer.get("Location", "")) or answer.content.decode()


def test_a_case_at_an_address_that_is_taken_comes_back_as_typed(
    instructor_client: Client, edition: CaseEdition
) -> None:
    page = post(instructor_client, reverse("desk-case-new"), {**NEW, "slug": "pier"}, 422)
    assert "There is a case at “pier” already." in page
    assert Case.objects.count() == 1


def test_titles_without_latin_letters_get_addresses_that_do_not_collide(
    instructor_client: Client,
) -> None:
    for title in ("Хто перерізав кабель?", "من قطع الكابل؟", "誰が"):
        post(instructor_client, reverse("desk-case-new"), {**NEW, "title": title}, 302)
    assert set(Case.objects.values_list("slug", flat=True)) == {"case", "case-2", "case-3"}


def test_looking_ahead_stores_nothing(instructor_client: Client, edition: CaseEdition) -> None:
    url = address(edition, "desk-source")
    page = post(instructor_client, url, {**PAGE, "text": "A tug.", "then": "look"}, 200)
    assert "A tug." in page
    part = post(instructor_client, address(edition, "desk-source-look"), {"text": "## H"}, 200)
    assert "a heading needs a paragraph behind it" in part
    new = reverse("desk-source-new-look", args=["pier", 1])
    assert "¶3" in post(instructor_client, new, {"text": "A buoy."}, 200)
    assert list(edition.paragraphs.values_list("text", flat=True)) == ["A ship.", "A barge."]


def test_taking_a_cited_paragraph_away_is_asked_about_first(
    instructor_client: Client, edition: CaseEdition, task: Task
) -> None:
    url, fields = address(edition, "desk-source"), {**PAGE, "text": "¶1 A ship."}
    page = post(instructor_client, url, fields, 409)
    assert "Tasks cite paragraphs that would be gone." in page
    assert "One, task 1" in page
    post(instructor_client, url, {**fields, "anyway": "1"}, 302)
    task.refresh_from_db()
    assert task.prompt_md == "See ¶?."


def test_removing_a_cited_source_is_asked_about_and_can_be_undone(
    instructor_client: Client, edition: CaseEdition, task: Task
) -> None:
    url = address(edition, "desk-source-removal")
    assert post(instructor_client, url, {}, 302) == url
    assert "One, task 1" in instructor_client.get(url).content.decode()
    post(instructor_client, url, {"anyway": "1"}, 302)
    assert not edition.sources.exists()
    post(instructor_client, reverse("desk-source-restore", args=["pier", 1]), {}, 302)
    assert edition.paragraphs.count() == 2


def test_the_second_of_two_at_one_source_sees_both_and_can_save_again(
    instructor_client: Client, edition: CaseEdition
) -> None:
    url = address(edition, "desk-source")
    mine = {**PAGE, "text": "¶1 A ship.\n\n¶2 A tug."}
    theirs = {**PAGE, "text": "¶1 A ship.\n\n¶2 A raft."}
    post(instructor_client, url, mine, 302)
    page = post(instructor_client, url, theirs, 409)
    assert "A tug." in page
    assert "A raft." in page
    post(instructor_client, url, {**theirs, "revision": "1"}, 302)
    assert edition.paragraphs.get(number=2).text == "A raft."


def test_the_second_of_two_at_the_facts_sees_both(
    instructor_client: Client, edition: CaseEdition
) -> None:
    url = reverse("desk-edition-facts", args=["pier", 1])
    fields = {
        "title": "Mine", "question": "Who?", "mark": "M", "language": "en", "first_number": "0",
        "revision": str(edition.revision),
    }  # fmt: skip
    post(instructor_client, url, fields, 302)
    assert edition.paragraphs.order_by("number")[0].number == 0
    page = post(instructor_client, url, {**fields, "title": "Theirs"}, 409)
    assert "Mine" in page
    assert "Theirs" in page
    post(instructor_client, url, {**fields, "title": ""}, 422)


def test_sources_move_on_the_page(instructor_client: Client, edition: CaseEdition) -> None:
    new = reverse("desk-source-new", args=["pier", 1])
    second = {"code": "S2", "title": "A note", "text": "A buoy.", "revision": "0", "then": "next"}
    assert post(instructor_client, new, second, 302) == new
    post(instructor_client, address(edition, "desk-source-place"), {"to": "down"}, 302)
    codes = CaseSource.objects.order_by("position").values_list("code", flat=True)
    assert list(codes) == ["S2", "S1"]
    page = post(instructor_client, new, {**second, "code": "S1"}, 422)
    assert "Another source has the code “S1”." in page


def test_what_changed_since_an_edition_is_shown(
    instructor_client: Client, edition: CaseEdition
) -> None:
    changes = reverse("desk-edition-changes", args=["pier", 1])
    assert instructor_client.get(changes).status_code == 404, "there is none before the first"
    freeze_edition(edition)
    page = post(instructor_client, address(edition, "desk-source"), PAGE, 422)
    assert "Begin the next edition to correct it." in page
    begun = post(instructor_client, reverse("desk-edition-begin", args=["pier"]), {}, 302)
    assert begun == reverse("desk-edition", args=["pier", 2])
    CaseEdition.objects.get(number=2).paragraphs.filter(number=2).update(text="Two barges.")
    url = reverse("desk-edition-changes", args=["pier", 2])
    page = instructor_client.get(url, {"since": "1"}).content.decode()
    assert "<del>" in page
    assert "¶2" in page

"""A letter to exactly the people of a list: previewed, filled for each, sent once, kept."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.letters import stopping
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import AuditEntry, User
from exercises.cohorts.models import Assignment
from exercises.supervision.lists import lines_of
from exercises.supervision.models import CohortLetter, CohortLetterReader
from exercises.work.handing_in import hand_in
from exercises.work.starting import begin
from tests.exercises.supervision.conftest import of

WORDS = {
    "subject": "About {exercise}",
    "text": "Dear {name},\n\n{exercise} is due {due}. Go to {link}.\n\n<b>{alias}</b>",
}


def url(assignment: Assignment) -> str:
    return reverse("cohort-letter", args=[assignment.cohort.ref, assignment.exercise.ref])


def refs(assignment: Assignment, *codes: str) -> list[str]:
    return [line.member.ref for line in lines_of(assignment) if line.member.code in codes]


def outcomes() -> dict[str, str]:
    rows = CohortLetterReader.objects.values_list("member__code", "outcome")
    return dict(rows)


@pytest.fixture
def chosen(assignment: Assignment) -> dict[str, Any]:
    """Two of those who handed nothing in."""
    return {"show": "missing", "who": refs(assignment, "Crane 1", "Crane 2")}


def previewed(desk: Client, assignment: Assignment, chosen: dict[str, Any]) -> dict[str, Any]:
    page = desk.post(url(assignment), {**chosen, **WORDS, "step": "preview"})
    ref = re.search(r'name="letter_ref" value="(\w{26})"', page.text)
    assert ref, page.text
    return {**chosen, **WORDS, "letter_ref": ref[1], "step": "send"}


def test_the_first_page_offers_a_plain_letter_to_change(
    assignment: Assignment, desk: Client, chosen: dict[str, Any]
) -> None:
    page = desk.post(url(assignment), chosen).text
    assert "2 readers" in page
    assert "Dear {name}," in page
    assert not CohortLetter.objects.exists()


def test_the_preview_shows_the_letter_without_the_readers_name(
    assignment: Assignment, desk: Client, office: Client, chosen: dict[str, Any]
) -> None:
    sent = {**chosen, **WORDS, "step": "preview"}
    page = desk.post(url(assignment), sent).text
    assert "As Crane 1 gets it" in page
    assert "Dear (the reader&#x27;s name)," in page
    assert "Mon 23 Dec 2024, 11:00 Kyiv time" in page
    assert "Ada Adler" not in page
    assert "Dear Ada Adler," in office.post(url(assignment), sent).text
    assert not Letter.objects.filter(template="cohort_letter").exists()


def test_exactly_the_ticked_get_it_each_filled_for_them(
    assignment: Assignment, desk: Client, lead: User, chosen: dict[str, Any]
) -> None:
    answer = desk.post(url(assignment), previewed(desk, assignment, chosen), follow=True)
    assert "2 letters are on their way." in answer.text
    letters = Letter.objects.filter(template="cohort_letter").order_by("id")
    assert [each.person.name for each in letters if each.person] == ["Ada Adler", "Bo Berg"]
    first = render(letters[0], Sender.current())
    assert first.subject == "About The ship at the quay"
    assert "Dear Ada Adler," in first.text
    assert "due Mon 23 Dec 2024, 11:00 Kyiv time" in first.text
    assert f"/exercises/{of('Crane 1').ref}/" in first.text
    assert "&lt;b&gt;Crane 1&lt;/b&gt;" in first.html
    assert outcomes() == {"Crane 1": "written", "Crane 2": "written"}
    entry = AuditEntry.objects.get(act="cohort.written-to")
    assert (entry.actor, entry.facts) == (lead, {"readers": 2})


def test_pressing_twice_sends_once(
    assignment: Assignment, desk: Client, chosen: dict[str, Any]
) -> None:
    sent = previewed(desk, assignment, chosen)
    first, second = (desk.post(url(assignment), sent) for _press in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Letter.objects.filter(template="cohort_letter").count() == 2
    assert CohortLetter.objects.count() == 1


def test_all_of_the_list_are_chosen_by_one_box(assignment: Assignment, desk: Client) -> None:
    desk.post(url(assignment), previewed(desk, assignment, {"show": "missing", "all": "1"}))
    assert set(outcomes()) == {"Crane 1", "Crane 2", "Crane 3"}


def test_who_stopped_such_letters_has_no_address_or_moved_on_gets_none(
    assignment: Assignment, desk: Client, saturday: datetime
) -> None:
    stopping.stop("cohort_letter", person=User.objects.get(name="Ada Adler"))
    User.objects.filter(name="Bo Berg").update(email=None)
    chosen = {"show": "missing", "who": refs(assignment, "Crane 1", "Crane 2", "Crane 3")}
    sent = previewed(desk, assignment, chosen)
    hand_in(begin(of("Crane 3")))
    page = desk.post(url(assignment), sent, follow=True)
    assert "0 letters are on their way." in page.text
    assert outcomes() == {"Crane 1": "stopped", "Crane 2": "no-address", "Crane 3": "moved-on"}
    assert "had moved on" in page.text
    assert not Letter.objects.filter(template="cohort_letter").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"subject": ""}, "A letter has a subject and a text."),
        ({"text": "   "}, "A letter has a subject and a text."),
        ({"subject": "Dear {name}"}, "The subject cannot hold {name}."),
        ({"text": "{grade}"}, "Nothing is known that could stand for {grade}."),
        ({"text": "x" * 6001}, "a text 6000"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_every_word(
    assignment: Assignment,
    desk: Client,
    chosen: dict[str, Any],
    words: dict[str, str],
    sentence: str,
) -> None:
    for step in ("preview", "send"):
        page = desk.post(url(assignment), {**chosen, **WORDS, **words, "step": step})
        assert page.status_code == 422
        assert sentence in page.text
    assert not CohortLetter.objects.exists()


def test_nobody_ticked_is_said(assignment: Assignment, desk: Client) -> None:
    page = desk.post(url(assignment), {"show": "all", "who": ["x" * 26]})
    assert page.status_code == 422
    assert "Nobody is ticked." in page.text

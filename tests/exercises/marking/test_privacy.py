"""What a person can take along, what is emptied at their wish, and what stays for the books."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from courseplatform.kit import clock
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from exercises.cohorts import privacy as cohorts_privacy
from exercises.grades.models import GradeEvent
from exercises.marking import comments, marks, privacy, queueing, releasing
from exercises.marking.models import Comment, Mark, Script
from exercises.work import privacy as work_privacy
from exercises.work.models import Receipt, Response, Revision
from exercises.work.sheets import steps_of

PARTS = (work_privacy.PERSONAL, privacy.PERSONAL, cohorts_privacy.PERSONAL)
TEXT = "very likely that the ship sails"


@pytest.fixture
def released(script: Script, marker: User, lead: User) -> Script:
    """The student's script, marked with words and released."""
    queueing.claim(script, marker)
    mark = marks.mark_of(script, marker)
    post = QueryDict(mutable=True)
    post.update({f"level-{each}": "3" for each in ("sources", "uncertainty", "logic")})
    post.update({"note-logic": "NOTE-WORDS", "overall": "OVERALL-WORDS", "revision": "0"})
    marks.save(script, mark, post)
    comments.add(script, marker, paragraph=1, quote=TEXT, text="COMMENT-WORDS")
    marks.finish(script, mark)
    script.refresh_from_db()
    releasing.release(script, lead)
    return script


def exported(person: User) -> str:
    return json.dumps([list(part.export(person)) for part in PARTS])


def erase(person: User) -> list[str]:
    return [kept for part in PARTS for kept in part.erase(person, clock.now())]


def test_the_export_holds_answers_marks_and_comments_and_no_marker(
    released: Script, student: User, marker: User, lead: User
) -> None:
    text = exported(student)
    for words in (TEXT, "NOTE-WORDS", "OVERALL-WORDS", "COMMENT-WORDS", "Heron 4"):
        assert words in text
    for name in (marker.name, lead.name, "KEY"):
        assert name not in text


def test_nothing_unreleased_is_exported(script: Script, student: User, marker: User) -> None:
    queueing.claim(script, marker)
    comments.add(script, marker, paragraph=1, quote="", text="COMMENT-WORDS")
    assert "COMMENT-WORDS" not in exported(student)


def test_erasure_empties_every_text_and_keeps_numbers_hashes_and_dates(
    released: Script, student: User
) -> None:
    receipt, events = Receipt.objects.get().sha256, GradeEvent.objects.count()
    assert len(erase(student)) == 3
    for model in (Response, Revision, Comment, Mark):
        rows = json.dumps(list(model.objects.values()), default=str)
        for words in (TEXT, "NOTE-WORDS", "OVERALL-WORDS", "COMMENT-WORDS"):
            assert words not in rows, model
    assert Receipt.objects.get().sha256 == receipt
    assert GradeEvent.objects.count() == events
    assert Mark.objects.get().levels == {"sources": 3, "uncertainty": 3, "logic": 3}
    assert erase(student) != []


def test_pages_about_erased_work_still_open(
    released: Script, student: User, lead: User, client: Client
) -> None:
    attempt = released.response.attempt
    erase(student)
    assert all(step.empty for step in steps_of(attempt))
    client.force_login(student)
    for name in ("feedback", "receipt"):
        assert client.get(reverse(name, args=[attempt.ref])).status_code == 200
    checked = client.get(reverse("receipt-check", args=[attempt.ref]))
    assert b"The answers were erased." in checked.content
    client.force_login(lead)
    assert client.get(reverse("script", args=[released.ref])).status_code == 200


def test_answers_and_comments_lose_their_words_when_their_time_is_over(released: Script) -> None:
    now = clock.now()
    for retention in (work_privacy.ANSWERS, privacy.COMMENTS):
        before = now + timedelta(days=1) - retention.keep
        assert retention.empty(before, 100) == 0
        later = now + timedelta(days=1)
        assert retention.empty(later, 100) > 0
        assert retention.empty(later, 100) == 0
    assert not Comment.objects.exists()
    assert all(row.data == {} for row in Response.objects.all())


def test_letters_about_marks_carry_no_words_of_them(released: Script) -> None:
    assert "WORDS" not in json.dumps(Letter.objects.get().context)

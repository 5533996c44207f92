"""What an answer and its comments cite, beside the text that cites it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.people.models import User
from exercises.cases.dossier import dossier_of
from exercises.cohorts.models import Allotment
from exercises.marking import comments, marks, queueing, releasing
from exercises.marking.cited import Cited, cited
from exercises.marking.commented import commented
from exercises.marking.models import Mark, Script
from exercises.work.models import Response
from exercises.work.sheets import step_of
from tests.exercises.conftest import sample_of
from tests.exercises.marking.conftest import handed_in

TEXT = "It sails [¶2], says one radio [S1 ¶1]; see [¶2] and [E1].\n\nAnother says no [¶99]."


@pytest.fixture
def script(allotment: Allotment) -> Script:
    """A text that cites, in the queue."""
    handed_in(allotment, TEXT)
    queueing.gather()
    return Script.objects.get()


@pytest.fixture
def remarked(script: Script, marker: User) -> Script:
    """The same with two comments that cite."""
    queueing.claim(script, marker)
    comments.add(script, marker, paragraph=1, quote="", text="Look at [¶3] & [¶1].")
    comments.add(script, marker, paragraph=9, quote="", text="And [¶3] again, <b>.")
    return script


def found(script: Script) -> list[Cited]:
    step = step_of(Response.objects.with_tasks().get(pk=script.response_id))
    passages = dossier_of(script.task.version.edition).passages
    text = commented(step.task.kind.prose(step.answer), list(script.comments.all()), passages)
    return list(cited(step, text, passages))


def test_what_is_cited_comes_once_in_order_of_first_citing(script: Script) -> None:
    assert [each.handle for each in found(script)] == ["¶2", "¶1", "¶99"]
    assert [each.passage is None for each in found(script)] == [False, False, True]


def test_what_comments_cite_says_which_comment(remarked: Script) -> None:
    facts = [(each.handle, list(each.comments), each.by_answer) for each in found(remarked)]
    assert facts == [("¶2", [], True), ("¶1", [1], True), ("¶99", [], True), ("¶3", [1, 2], False)]


def test_an_answer_without_running_text_is_read_through(allotment: Allotment) -> None:
    handed_in(allotment)
    row = Response.objects.with_tasks().get(task__kind="source_grading")
    passages = dossier_of(allotment.version.edition).passages
    assert cited(step_of(row), None, passages) == []
    given = sample_of("source_grading", "right").answer
    radio = {**given["grades"]["R"], "source_reason": "Because of [¶3]."}
    row.data = {**given, "grades": {**given["grades"], "R": radio}}
    assert [each.handle for each in cited(step_of(row), None, passages)] == ["¶3"]


def test_markers_see_it_beside_the_text_with_the_edition(remarked: Script, marker: User) -> None:
    desk = Client()
    desk.force_login(marker)
    page = desk.get(reverse("script", args=[remarked.ref])).text
    assert "Cited paragraphs" in page
    assert 'href="#p2" aria-label="¶2 in the dossier, edition 1"' in page
    assert "Edition 1 has no such paragraph." in page
    assert "Cited only in" in page
    assert 'Look at <a class="citation" href="#p3"' in page
    assert "again, &lt;b&gt;." in page


def test_students_see_it_in_their_feedback_once_it_is_released(
    remarked: Script, marker: User, lead: User, student: User
) -> None:
    mine = Client()
    mine.force_login(student)
    attempt = remarked.response.attempt
    address = reverse("feedback-task", args=[attempt.ref, remarked.task.position])
    assert "Cited only in" not in mine.get(address).text
    mark = marks.mark_of(remarked, marker)
    levels = {each.slug: 3 for each in mark.rubric.rubric.criteria}
    Mark.objects.filter(pk=mark.pk).update(levels=levels)
    mark.refresh_from_db()
    marks.finish(remarked, mark)
    releasing.release(Script.objects.get(), lead)
    page = mine.get(address).text
    assert "Cited only in" in page
    assert 'href="#p2"' in page
    whole = mine.get(reverse("feedback", args=[attempt.ref]) + "?all=1").text
    assert f"{reverse('dossier', args=[attempt.allotment.ref])}#p2" in whole

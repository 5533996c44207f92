"""The pages of one's own notes: marked in the dossier, listed beside it, seen by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.cohorts import membership
from exercises.cohorts.models import Allotment, Cohort
from exercises.notes import writing
from exercises.notes.models import ReaderNote
from exercises.work.starting import begin
from tests.exercises.notes.conftest import Reader

MakePerson = Callable[..., User]
PART = {"HX-Request": "true"}


def test_words_are_marked_in_the_dossier_with_a_link_to_their_note(reader: Reader) -> None:
    reader.note(1, "sails tonight", "Who says so?")
    page = reader.client.get(reader.url("dossier")).text
    assert "<mark>sails </mark><em><mark>tonight</mark>" in page
    assert 'id="note-mark-1" href="#my-note-1" aria-label="Highlight, note 1"' in page
    assert "Who says so?" in page
    assert "Only you see your notes; instructors and staff do not." in page


def test_notes_are_numbered_in_reading_order_and_stand_by_the_right_words(reader: Reader) -> None:
    reader.note(3, "ship", "The second one.", before="saw the ship. The ")
    reader.note(2, "closed. The crew")
    reader.note(2, "", "All of it.")
    page = reader.client.get(reader.url("dossier")).text
    assert "<li>The harbour is <mark>closed.</mark></li>" in page
    assert "Nobody saw the ship. The <mark>ship</mark>" in page
    numbered = [page.index(f'id="note-mark-{number}"') for number in (1, 2, 3)]
    assert numbered == sorted(numbered)


def test_a_note_whose_words_are_lost_is_listed_without_a_place(reader: Reader) -> None:
    reader.note(1, "two radios", "Which radio?")
    page = reader.client.get(reader.url("dossier")).text
    assert "Notes without a place" in page
    assert "Which radio?" in page
    assert "was ¶1" in page


def test_a_form_without_a_script_leads_back_to_where_it_stood(reader: Reader) -> None:
    back = reader.url("dossier")
    sent = {"paragraph": "¶3", "quote": "the quay", "text": "Which?", "key": "k" * 26, "back": back}
    for _press in range(2):
        answer = reader.client.post(reader.url("notes"), sent)
        assert answer.headers["Location"] == f"{back}#my-notes"
    assert ReaderNote.objects.get().quote == "the quay"


@pytest.mark.parametrize("back", ["", "https://evil.example/", "//evil.example", "javascript:1"])
def test_a_form_leads_to_no_other_site(reader: Reader, back: str) -> None:
    sent = {"paragraph": "3", "text": "Which?", "back": back}
    answer = reader.client.post(reader.url("notes"), sent)
    assert answer.headers["Location"] == f"{reader.url('notes')}#my-notes"


def test_what_is_refused_comes_back_with_its_text(reader: Reader) -> None:
    answer = reader.client.post(reader.url("notes"), {"paragraph": "77", "text": "Kept <words>."})
    assert answer.status_code == 422
    assert "This dossier has no such paragraph." in answer.text
    assert "Kept &lt;words&gt;." in answer.text
    note = reader.note(text="First.")
    answer = reader.client.post(reader.url("note", note.ref), {"text": "x" * 4001, "revision": "1"})
    assert answer.status_code == 422
    assert "4001 characters" in answer.text
    assert "x" * 4001 in answer.text


def test_a_stale_window_sees_both_versions_and_can_keep_its_own(reader: Reader) -> None:
    note = reader.note(text="First.")
    writing.change(note, "From the other window.", revision=1)
    here = reader.url("note", note.ref)
    answer = reader.client.post(here, {"text": "From this one.", "revision": "1"})
    assert answer.status_code == 409
    assert "From the other window." in answer.text
    assert "From this one." in answer.text
    assert 'name="revision" value="2"' in answer.text
    reader.client.post(here, {"text": "From this one.", "revision": "2"})
    assert ReaderNote.objects.get().text == "From this one."


def test_a_removed_note_is_offered_back_for_minutes_and_listed_for_days(reader: Reader) -> None:
    note = reader.note(text="First.")
    reader.client.post(reader.url("note-removal", note.ref))
    dossier, all_of_them = reader.url("dossier"), reader.url("notes")
    assert "A note on ¶3 is removed." in reader.client.get(dossier).text
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert "is removed." not in reader.client.get(dossier).text
        assert "1 removed note" in reader.client.get(all_of_them).text
    reader.client.post(reader.url("note-return", note.ref))
    assert "First." in reader.client.get(dossier).text


def test_a_script_gets_the_panel_and_the_paragraphs_that_changed(reader: Reader) -> None:
    sent = {"paragraph": "1", "quote": "radio", "key": "k" * 26, "marks": "1"}
    part = reader.client.post(reader.url("notes"), sent, headers=PART).text
    assert part.lstrip().startswith('<section class="notes')
    assert 'data-fresh="1"' in part
    assert 'data-noted="1" hx-swap-oob="true"' in part
    assert 'data-noted="2"' not in part
    note = ReaderNote.objects.get()
    part = reader.client.post(
        reader.url("note-removal", note.ref), {"marks": "1"}, headers=PART
    ).text
    assert 'data-noted="1" hx-swap-oob="true"' in part
    assert "<mark>" not in part


def test_a_note_that_is_being_typed_is_saved_in_one_line(reader: Reader) -> None:
    sent = {"paragraph": "3", "text": "Wh", "key": "k" * 26, "revision": "0", "quiet": "1"}
    part = reader.client.post(reader.url("notes"), sent).text
    assert "Saved " in part
    assert 'value="1" id="note-revision-new"' in part
    sent |= {"text": "Which?", "revision": "1"}
    assert 'value="2" id="note-revision-new"' in reader.client.post(reader.url("notes"), sent).text
    note = ReaderNote.objects.get()
    writing.change(note, "Elsewhere.", revision=2)
    stale = {"text": "Here.", "revision": "2", "quiet": "1"}
    part = reader.client.post(reader.url("note", note.ref), stale).text
    assert "Changed in another window. Press Save to see both." in part
    nothing = {"paragraph": "3", "text": " ", "quiet": "1"}
    assert "Write" not in reader.client.post(reader.url("notes"), nothing).text
    wrong = {"paragraph": "77", "text": "Words", "quiet": "1"}
    assert "no such paragraph" in reader.client.post(reader.url("notes"), wrong).text


def test_nobody_else_sees_a_note_staff_neither(
    reader: Reader, other: Reader, cohort: Cohort, make_person: MakePerson
) -> None:
    note = reader.note(1, "one radio", "CANARY of mine")
    assert "CANARY" not in other.client.get(other.url("dossier")).text
    for name in ("note", "note-removal", "note-return"):
        sent = {"text": "Theirs.", "revision": "1"}
        assert other.client.post(other.url(name, note.ref), sent).status_code == 404
        assert other.client.post(reader.url(name, note.ref), sent).status_code == 404
    lead = make_person("Marta Lead")
    membership.set_staff(cohort, lead, "lead")
    desk = Client()
    desk.force_login(lead)
    assert desk.get(reader.url("notes")).status_code == 404
    assert desk.get(reader.url("dossier-print")).status_code == 404
    assert ReaderNote.objects.get().text == "CANARY of mine"


def test_notes_stay_with_the_edition_in_every_attempt(reader: Reader) -> None:
    reader.note(3, "the quay", "Which quay?")
    attempt = begin(reader.allotment)
    page = reader.client.get(reverse("task", args=[attempt.ref, 1])).text
    assert "Which quay?" in page
    assert "<mark>the quay</mark>" in page


def test_before_the_opening_there_is_nothing_to_note(reader: Reader) -> None:
    later = clock.now() + timedelta(days=2)
    Allotment.objects.update(opens_at=later)
    answer = reader.client.get(reader.url("notes"))
    assert "The dossier opens with the exercise." in answer.text
    assert "harbour" not in answer.text


def test_the_printed_dossier_has_mark_sources_and_notes_when_asked(reader: Reader) -> None:
    reader.note(1, "one radio", "Which radio?")
    reader.note(2, "gone words", "Lost.")
    plain = reader.client.get(reader.url("dossier-print")).text
    for words in (
        "Exercise material",
        "edition 1",
        "S1 · A page",
        "¶1–¶3",
        "The harbour is closed.",
    ):
        assert words in plain
    assert "Which radio?" not in plain
    assert "<nav" not in plain
    noted = reader.client.get(reader.url("dossier-print") + "?notes=1").text
    assert "<mark>one radio</mark>" in noted
    assert "Which radio?" in noted
    assert "not found in the dossier" in noted
    assert "<textarea" not in noted


def test_the_printed_answers_hold_no_key(reader: Reader) -> None:
    attempt = begin(reader.allotment)
    page = reader.client.get(reverse("attempt-print", args=[attempt.ref])).text
    assert "a draft, not handed in" in page
    assert "KEY" not in page


@pytest.mark.parametrize("count", [0, 1, 40])
def test_any_number_of_notes_costs_one_query(
    reader: Reader, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader.client.get(reader.url("dossier"))  # noted once; what never changes is read once
    for _each in range(count):
        reader.note(3, "the quay", "Which?")
    with django_assert_num_queries(6):
        reader.client.get(reader.url("dossier"))
    with django_assert_num_queries(5):
        reader.client.get(reader.url("dossier-print") + "?notes=1")
    with django_assert_num_queries(7):
        reader.client.get(reader.url("notes"))

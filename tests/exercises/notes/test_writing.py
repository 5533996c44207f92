"""Writing beside a dossier: kept once, changed by one window at a time, removed and put back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from courseplatform.kit import clock
from courseplatform.kit.references import new_ref
from courseplatform.kit.refusals import Refusal
from exercises.notes import privacy, writing
from exercises.notes.models import ReaderNote
from exercises.notes.writing import NoteConflict, Spot
from tests.exercises.notes.conftest import SHOWN, Reader

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def refused(reader: Reader, spot: Spot, text: str) -> str:
    with pytest.raises(Refusal) as told:
        writing.write(
            reader.person, reader.allotment.version.edition, spot, text, shown=SHOWN, key=new_ref()
        )
    assert not ReaderNote.objects.exists()
    return told.value.code


@pytest.mark.parametrize(
    ("spot", "text", "code"),
    [
        (Spot(1), "  ", "empty-note"),
        (Spot(1, " \x00 "), "", "empty-note"),
        (Spot(99), "Words.", "no-such-paragraph"),
        (Spot(-1, "ship"), "", "no-such-paragraph"),
        (Spot(1), "x" * 4001, "long-note"),
        (Spot(1, "x" * 401), "", "long-quote"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    reader: Reader, spot: Spot, text: str, code: str
) -> None:
    assert refused(reader, spot, text) == code


def test_a_highlight_needs_no_words_and_a_note_no_quote(reader: Reader) -> None:
    assert reader.note(quote="  the quay ").quote == "the quay"
    assert reader.note(text="First\r\nsecond").text == "First\nsecond"


def test_the_limit_is_said_and_removed_notes_do_not_count(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST", 2)
    first = reader.note(text="One.")
    reader.note(text="Two.")
    with pytest.raises(Refusal, match="You have 2 notes"):
        reader.note(text="Three.")
    writing.remove(first)
    assert reader.note(text="Three.").text == "Three."


def test_a_form_that_is_sent_again_writes_no_second_note(reader: Reader) -> None:
    edition, key = reader.allotment.version.edition, new_ref()
    first = writing.write(reader.person, edition, Spot(3), "Who?", shown=SHOWN, key=key)
    again = writing.write(reader.person, edition, Spot(3), "Who?", shown=SHOWN, key=key)
    assert (again.pk, again.revision) == (first.pk, 1)
    more = writing.write(
        reader.person, edition, Spot(1, "radio"), "Who says?", shown=SHOWN, key=key, revision=1
    )
    assert (more.pk, more.paragraph, more.quote, more.revision) == (first.pk, 1, "radio", 2)
    with pytest.raises(Refusal, match="no such paragraph"):
        writing.write(
            reader.person, edition, Spot(77), "Who says?", shown=SHOWN, key=key, revision=2
        )
    with pytest.raises(NoteConflict):
        writing.write(reader.person, edition, Spot(3), "Late.", shown=SHOWN, key=key, revision=1)


def test_of_two_windows_the_second_is_told_and_overwrites_nothing(reader: Reader) -> None:
    note = reader.note(text="First.")
    here, there = ReaderNote.objects.get(), ReaderNote.objects.get()
    writing.change(there, "From there.", revision=1)
    with pytest.raises(NoteConflict) as told:
        writing.change(here, "From here.", revision=1)
    assert (told.value.note.text, told.value.text) == ("From there.", "From here.")
    kept = writing.change(ReaderNote.objects.get(), "From here.", revision=told.value.note.revision)
    assert (kept.pk, kept.text, kept.revision) == (note.pk, "From here.", 3)


def test_the_same_words_from_a_stale_window_are_no_conflict(reader: Reader) -> None:
    reader.note(text="First.")
    writing.change(ReaderNote.objects.get(), "Second.", revision=1)
    assert writing.change(ReaderNote.objects.get(), "Second.", revision=1).revision == 2


def test_a_note_that_only_says_something_cannot_be_emptied(reader: Reader) -> None:
    note = reader.note(text="First.")
    with pytest.raises(Refusal, match="Write a note"):
        writing.change(note, "", revision=1)
    marked = reader.note(quote="the quay", text="Which?")
    assert writing.change(marked, "", revision=1).text == ""


def test_removing_and_putting_back_can_be_said_twice(reader: Reader) -> None:
    note = reader.note(text="First.")
    for _turn in range(2):
        writing.remove(ReaderNote.objects.get())
    assert not ReaderNote.objects.kept().exists()
    with pytest.raises(NoteConflict):
        writing.change(ReaderNote.objects.get(), "Changed.", revision=note.revision)
    for _turn in range(2):
        writing.put_back(ReaderNote.objects.get())
    assert ReaderNote.objects.kept().get().text == "First."


def test_words_saved_on_a_removed_note_put_it_back(reader: Reader) -> None:
    writing.remove(reader.note(text="First."))
    removed = ReaderNote.objects.get()
    kept = writing.change(removed, "Wanted after all.", revision=removed.revision)
    assert (kept.removed_at, kept.text) == (None, "Wanted after all.")


def test_the_database_keeps_no_empty_note_and_no_form_twice(reader: Reader) -> None:
    note = reader.note(text="First.")
    with (
        pytest.raises(IntegrityError, match="a_note_quotes_or_says_something"),
        transaction.atomic(),
    ):
        ReaderNote.objects.update(text="")
    note.pk, note.ref = None, new_ref()
    with pytest.raises(IntegrityError, match="a_form_writes_one_note"), transaction.atomic():
        note.save()


def test_notes_are_in_the_export_and_go_with_the_person(reader: Reader, other: Reader) -> None:
    with clock.at(NOW):
        reader.note(quote="the quay", text="Which quay?")
    other.note(text="Mine.")
    exported = list(privacy.PERSONAL.export(reader.person))
    assert exported == [
        {
            "dossier": "Lighthouse, edition 1",
            "paragraph": 3,
            "quote": "the quay",
            "note": "Which quay?",
            "written_at": NOW.isoformat(),
            "changed_at": NOW.isoformat(),
            "removed_at": None,
        }
    ]
    assert privacy.PERSONAL.erase(reader.person, NOW) == []
    assert [each.person for each in ReaderNote.objects.all()] == [other.person]


def test_removed_notes_are_gone_after_thirty_days_and_others_never(reader: Reader) -> None:
    reader.note(text="Stays.")
    with clock.at(NOW):
        writing.remove(reader.note(text="Goes."))
    keep = privacy.REMOVED.keep
    assert privacy.REMOVED.empty(NOW + timedelta(days=29) - keep, 10) == 0
    assert privacy.REMOVED.empty(NOW + timedelta(days=31) - keep, 10) == 1
    assert ReaderNote.objects.get().text == "Stays."

"""Races of a reader with themselves: two tabs write, change and remove the same note."""

from __future__ import annotations

from collections import Counter

import pytest

from courseplatform.people.models import User
from exercises.cohorts.models import Allotment
from exercises.notes import writing
from exercises.notes.models import ReaderNote
from exercises.notes.writing import NoteConflict, Spot
from tests.races.exercises_world import give, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
KEY = "k" * 26


@pytest.fixture
def allotment(db: None) -> Allotment:
    """An exercise, given to one person."""
    return give()


@pytest.fixture
def reader(allotment: Allotment) -> User:
    """That person."""
    return allotment.member.person


def written(reader: User, allotment: Allotment, text: str) -> ReaderNote:
    """Send the form of one key, for the first time as far as its window knows."""
    edition = allotment.version.edition
    return writing.write(reader, edition, Spot(1), text, shown={"¶1"}, key=KEY)


def test_one_form_sent_eight_times_at_once_is_one_note(reader: User, allotment: Allotment) -> None:
    found = race(*(lambda: written(reader, allotment, "Who says so?") for _tab in range(8)))
    assert {type(each) for each in found} == {ReaderNote}
    assert ReaderNote.objects.get().revision == 1


def test_of_eight_changes_from_one_revision_exactly_one_is_stored(
    reader: User, allotment: Allotment
) -> None:
    written(reader, allotment, "First.")
    found = race(
        *(
            lambda n=n: writing.change(ReaderNote.objects.get(), f"Window {n}.", revision=1)
            for n in range(8)
        )
    )
    assert Counter(type(each) for each in found) == {ReaderNote: 1, NoteConflict: 7}
    winner = next(each for each in found if isinstance(each, ReaderNote))
    kept = ReaderNote.objects.get()
    assert (kept.revision, kept.text) == (2, winner.text)


@pytest.mark.parametrize("turn", range(5))
def test_a_change_beside_a_removal_is_kept_or_told(
    reader: User, allotment: Allotment, turn: int
) -> None:
    written(reader, allotment, "First.")
    note = ReaderNote.objects.get()
    changed, _removed = race(
        lambda: writing.change(ReaderNote.objects.get(), "Second.", revision=1),
        lambda: writing.remove(note),
    )
    kept = ReaderNote.objects.get()
    assert kept.text == ("Second." if isinstance(changed, ReaderNote) else "First.")
    if isinstance(changed, NoteConflict):
        assert kept.removed_at is not None

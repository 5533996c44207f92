"""A dossier with words in it, and the pages of who reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from courseplatform.kit.references import new_ref
from courseplatform.people.models import User
from exercises.cases.models import CaseEdition, Paragraph
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort
from exercises.notes.models import ReaderNote
from exercises.notes.writing import Spot, write

TEXTS = {
    1: "<p>The ship sails <em>tonight</em>, one radio says.</p>",
    2: "<ul>\n<li>The harbour is closed.</li>\n<li>The crew is aboard.</li>\n</ul>",
    3: "<p>Nobody saw the ship. The ship is reported at the quay.</p>",
}
SHOWN = frozenset(f"¶{number}" for number in TEXTS)
MakePerson = Callable[..., User]


@pytest.fixture
def words(small_edition: CaseEdition) -> None:
    """Put words into the dossier, before anything freezes it."""
    for number, html in TEXTS.items():
        Paragraph.objects.filter(edition=small_edition, number=number).update(html=html)


@pytest.fixture
def opened(words: None, allotment: Allotment) -> Allotment:
    """The student's exercise, on a dossier with words in it."""
    return allotment


@dataclass
class Reader:
    """A person with a browser and one exercise."""

    person: User
    client: Client
    allotment: Allotment

    def url(self, name: str, *more: object) -> str:
        """Return an address of the exercise."""
        return reverse(name, args=[self.allotment.ref, *more])

    def note(
        self, paragraph: int = 3, quote: str = "", text: str = "", before: str = ""
    ) -> ReaderNote:
        """Write a note by the rule itself."""
        spot = Spot(paragraph, quote, before)
        return write(
            self.person, self.allotment.version.edition, spot, text, shown=SHOWN, key=new_ref()
        )


def reader_of(allotment: Allotment, person: User) -> Reader:
    client = Client()
    client.force_login(person)
    return Reader(person, client, allotment)


@pytest.fixture
def reader(opened: Allotment, student: User) -> Reader:
    """The student at the dossier."""
    return reader_of(opened, student)


@pytest.fixture
def other(cohort: Cohort, opened: Allotment, make_person: MakePerson) -> Reader:
    """Another student of the same class at the same dossier."""
    person = make_person("Vera Other")
    membership.admit(cohort, person, "Crane 1")
    allotting.allot(cohort, opened.version.exercise)
    return reader_of(Allotment.objects.dated().get(member__person=person), person)

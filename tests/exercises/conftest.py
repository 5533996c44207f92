"""People, a cohort and an exercise to work on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from courseplatform.kit import clock
from courseplatform.people.models import User
from exercises.authoring.models import Exercise, ExerciseVersion
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
from exercises.cohorts import membership
from exercises.cohorts.models import Cohort

SATURDAY = datetime(2024, 12, 21, 9, tzinfo=UTC)
MakePerson = Callable[..., User]


@pytest.fixture
def make_person(db: None) -> MakePerson:
    """Return a function that makes a person with a name and an address."""

    def make(name: str = "Olha Tkachenko", **fields: object) -> User:
        email = name.lower().replace(" ", ".") + "@example.org"
        return User.objects.create_user(email, name=name, **fields)

    return make


@pytest.fixture
def saturday() -> Iterator[datetime]:
    """Pin the clock to the Saturday of the course."""
    with clock.at(SATURDAY):
        yield SATURDAY


@pytest.fixture
def cohort(db: None) -> Cohort:
    """An empty cohort in Kyiv's zone."""
    return membership.open_cohort("Geopolitical Intelligence Analysis", "Europe/Kyiv")


@pytest.fixture
def small_edition(db: None) -> CaseEdition:
    """A case edition of three paragraphs."""
    case = Case.objects.create(slug="lighthouse", title="Lighthouse")
    edition = CaseEdition.objects.create(
        case=case, number=1, title="Lighthouse", mark="Exercise material", sha256="0" * 64
    )
    source = CaseSource.objects.create(edition=edition, position=1, code="S1", title="A page")
    for number in (1, 2, 3):
        Paragraph.objects.create(
            edition=edition, source=source, number=number, text="Text.", html="<p>Text.</p>"
        )
    return edition


@pytest.fixture
def bare_exercise(small_edition: CaseEdition) -> Exercise:
    """An exercise whose version is frozen and has no task: enough to be given out."""
    exercise = Exercise.objects.create(
        slug="lighthouse-one", case=small_edition.case, title="Weigh the reports"
    )
    ExerciseVersion.objects.create(
        exercise=exercise,
        edition=small_edition,
        number=1,
        title="Weigh the reports",
        sha256="1" * 64,
        frozen_at=clock.now(),
    )
    return exercise

"""People, a cohort, an exercise to work on, and the shipped case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from courseplatform.kit import clock
from courseplatform.people.models import RoleGrant, User
from courseplatform.people.roles import Role
from exercises.authoring import library
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases import library as cases
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort
from exercises.kinds import registry
from exercises.kinds.contract import Sample
from exercises.work.models import Attempt
from exercises.work.starting import begin

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


TASKS = ("source_grading", "estimate", "written_assessment")


def sample_of(slug: str, name: str) -> Sample[Any, Any, Any]:
    """Return a kind's own sample; its keys hold words that start with KEY."""
    samples = import_module(f"exercises.kinds.{slug}.samples").SAMPLES
    return next(sample for sample in samples if sample.name == name)


@pytest.fixture
def exercise(small_edition: CaseEdition) -> Exercise:
    """An exercise of three tasks: two scored by rule, one marked by people."""
    made = Exercise.objects.create(
        slug="lighthouse-two", case=small_edition.case, title="The ship at the quay"
    )
    version = ExerciseVersion.objects.create(
        exercise=made,
        edition=small_edition,
        number=1,
        title="The ship at the quay",
        intro_html="<p>Read the dossier first.</p>",
        sha256="0" * 64,
    )
    for position, slug in enumerate(TASKS, start=1):
        kind, sample = registry.find(slug), sample_of(slug, "right")
        Task.objects.create(
            version=version,
            position=position,
            kind=slug,
            schema=kind.schema,
            title=str(kind.title),
            prompt_html="<p>Take your time.</p>",
            points_c=kind.out_of_c(kind.brief_from(sample.brief)),
            brief=dict(sample.brief),
            key=dict(sample.key),
        )
    return made


@pytest.fixture
def student(cohort: Cohort, make_person: MakePerson) -> User:
    """A member of the cohort, called Heron 4 by everybody else."""
    person = make_person("Olha Tkachenko")
    membership.admit(cohort, person, "Heron 4")
    return person


@pytest.fixture
def allotment(cohort: Cohort, student: User, exercise: Exercise) -> Allotment:
    """The exercise of three tasks, given to the student."""
    allotting.allot(cohort, exercise)
    return Allotment.objects.dated().get(member__person=student, version__exercise=exercise)


@pytest.fixture
def attempt(allotment: Allotment) -> Attempt:
    """The student's attempt, just begun."""
    return begin(allotment)


@pytest.fixture
def hts(db: None) -> ExerciseVersion:
    """The main exercise of the shipped Ukraine–HTS case, without those beside it."""
    folder = cases.folder_of("ukraine-hts")
    return library.load_exercise(cases.load_folder(folder), folder / "exercises" / "did-kyiv-deal")


@pytest.fixture
def instructor_client(client: Client, db: None) -> Client:
    """A browser signed in as somebody who may build cases."""
    person = User.objects.create_user("instructor@example.org", "a long enough one")
    RoleGrant.objects.create(user=person, role=Role.OWNER)
    client.force_login(person)
    return client


@pytest.fixture
def stranger_client(db: None) -> Client:
    """A browser signed in as somebody without any role."""
    client = Client()
    client.force_login(User.objects.create_user("stranger@example.org", "a long enough one"))
    return client


@pytest.fixture(scope="module")
def browser(browser_path: Path) -> Iterator[Browser]:
    """A Chromium for the tests of one module."""
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread; the test's own queries are still its own.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(
            executable_path=str(browser_path), args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()

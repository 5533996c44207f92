"""A class that worked on a first edition, and a second one that corrects a paragraph."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from courseplatform.people.models import User
from exercises.authoring.freezing import freeze_edition
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases import editing
from exercises.cases.models import CaseEdition, Paragraph
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort
from exercises.kinds import registry
from exercises.work.models import Attempt, Response
from exercises.work.starting import begin
from tests.exercises.conftest import MakePerson, sample_of

Working = Callable[..., Attempt]
TEXTS = ("The ship sailed at dawn.", "The guard saw a barge leave.", "The sea was calm all night.")


@pytest.fixture
def version(small_edition: CaseEdition, saturday: datetime) -> ExerciseVersion:
    """An exercise of one text whose prompt cites ¶1."""
    for number, text in enumerate(TEXTS, start=1):
        Paragraph.objects.filter(edition=small_edition, number=number).update(text=text)
    exercise = Exercise.objects.create(slug="corrected", case=small_edition.case, title="Assess")
    made = ExerciseVersion.objects.create(
        exercise=exercise, edition=small_edition, number=1, title="Assess", sha256="4" * 64
    )
    kind, sample = registry.find("written_assessment"), sample_of("written_assessment", "right")
    Task.objects.create(
        version=made, position=1, kind=kind.slug, schema=kind.schema, title="Write",
        prompt_md="Begin with ¶1.", points_c=kind.out_of_c(kind.brief_from(sample.brief)),
        brief=dict(sample.brief), key=dict(sample.key),
    )  # fmt: skip
    return made


@pytest.fixture
def teacher(cohort: Cohort, make_person: MakePerson) -> User:
    person = make_person("Marta Lead")
    membership.set_staff(cohort, person, "lead")
    return person


@pytest.fixture
def working(version: ExerciseVersion, make_person: MakePerson) -> Working:
    """Return a function that lets somebody of a cohort begin, with a text of theirs."""

    def begun(cohort: Cohort, name: str, text: str = "") -> Attempt:
        membership.admit(cohort, make_person(name), f"Code {name}")
        allotting.allot(cohort, version.exercise)
        attempt = begin(Allotment.objects.dated().get(member__person__name=name))
        Response.objects.filter(attempt=attempt).update(data={"text": text}, revision=1)
        return attempt

    return begun


@pytest.fixture
def correct(version: ExerciseVersion, teacher: User) -> Callable[..., CaseEdition]:
    """Return a function that makes the next edition with other texts, by number."""

    def change(texts: dict[int, str]) -> CaseEdition:
        freeze_edition(version.edition)
        made = editing.begin_edition(version.exercise.case, by=teacher)
        for number, text in texts.items():
            Paragraph.objects.filter(edition=made, number=number).update(text=text)
        return made

    return change

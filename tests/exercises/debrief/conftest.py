"""A class of seven that worked an exercise of a matrix, an estimate, sources and a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from courseplatform.people.models import User
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.cases.models import CaseEdition
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort, Member
from exercises.kinds import registry
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Response
from exercises.work.starting import begin
from tests.exercises.conftest import sample_of

MakePerson = Callable[..., User]
KINDS = ("ach_matrix", "estimate", "source_grading", "written_assessment")
HandIn = Callable[..., Attempt]


@pytest.fixture
def teacher(cohort: Cohort, make_person: MakePerson, saturday: datetime) -> User:
    """The lead instructor of the class."""
    person = make_person("Ivo Lindqvist")
    membership.set_staff(cohort, person, "lead")
    return person


@pytest.fixture
def version(small_edition: CaseEdition, cohort: Cohort, saturday: datetime) -> ExerciseVersion:
    """An exercise of four tasks, given to the class."""
    exercise = Exercise.objects.create(slug="class", case=small_edition.case, title="The ship")
    made = ExerciseVersion.objects.create(
        exercise=exercise, edition=small_edition, number=1, title="The ship", sha256="3" * 64
    )
    for position, slug in enumerate(KINDS, start=1):
        kind, sample = registry.find(slug), sample_of(slug, "right")
        Task.objects.create(
            version=made,
            position=position,
            kind=slug,
            schema=kind.schema,
            title=f"Task {position}",
            points_c=kind.out_of_c(kind.brief_from(sample.brief)),
            brief=dict(sample.brief),
            key=dict(sample.key),
        )
    allotting.allot(cohort, exercise)
    return made


@pytest.fixture
def members(cohort: Cohort, version: ExerciseVersion, make_person: MakePerson) -> list[Member]:
    """Eight members who were given the exercise."""
    return [
        membership.admit(cohort, make_person(f"Member {letter}"), f"Crane {number}")
        for number, letter in enumerate("abcdefgh", start=1)
    ]


@pytest.fixture
def handing_in(version: ExerciseVersion) -> HandIn:
    """Return a function that hands the exercise in for a member, by samples of its kinds."""

    def act(member: Member, name: str = "right", **answers: dict[str, Any]) -> Attempt:
        attempt = begin(Allotment.objects.dated().get(member=member, version=version))
        for row in Response.objects.filter(attempt=attempt).select_related("task"):
            slug = row.task.kind
            data = answers.get(slug)
            if data is None and slug != "written_assessment":
                data = dict(sample_of(slug, name).answer)
            if data is not None:
                Response.objects.filter(pk=row.pk).update(data=data, revision=1)
        hand_in(attempt)
        return attempt

    return act


@pytest.fixture
def handed_in(members: list[Member], handing_in: HandIn) -> list[Attempt]:
    """Six of the eight have handed in: four right, two wrong."""
    names = ("right",) * 4 + ("wrong",) * 2
    return [handing_in(member, name) for member, name in zip(members, names, strict=False)]

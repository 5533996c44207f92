"""A class with its instructor, an exercise that asks for forecasts, questions with their dates."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse

from courseplatform.people.models import User
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.calibration import asking
from exercises.calibration.asking import Terms
from exercises.calibration.models import ForecastQuestion
from exercises.cases.models import CaseEdition
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort, Member
from exercises.kinds import registry
from exercises.kinds.forecast.types import Outcome
from exercises.work.models import Attempt, Response
from exercises.work.starting import begin

MakePerson = Callable[..., User]
Ask = Callable[..., ForecastQuestion]

CLOSES, RESOLVES = datetime(2025, 3, 1, 18), datetime(2025, 3, 10, 12)
SHIPS = (Outcome("none", "none"), Outcome("few", "1 to 3"), Outcome("many", "4 or more"))


def terms(**changes: Any) -> Terms:
    """Return the terms of a yes-or-no question in Kyiv's zone, some of them changed."""
    return Terms(
        **{
            "text": "Will the ferry sail on 1 March?",
            "settled_by": "The port's log.",
            "void_rule": "The port closes.",
            "zone": "Europe/Kyiv",
            "closes_local": CLOSES,
            "resolves_local": RESOLVES,
            **changes,
        }
    )


@pytest.fixture
def teacher(cohort: Cohort, make_person: MakePerson, saturday: datetime) -> User:
    """The lead instructor of the class."""
    person = make_person("Ivo Lindqvist")
    membership.set_staff(cohort, person, "lead")
    return person


@pytest.fixture
def member(cohort: Cohort, student: User) -> Member:
    """The student as a member of the class."""
    return Member.objects.get(cohort=cohort, person=student)


@pytest.fixture
def classmates(cohort: Cohort, make_person: MakePerson, member: Member) -> list[Member]:
    """Five more members."""
    return [
        membership.admit(cohort, make_person(f"Mate {letter}"), f"Crane {number}")
        for number, letter in enumerate("abcde", start=1)
    ]


@pytest.fixture
def ask(cohort: Cohort, teacher: User) -> Ask:
    """Return a function that opens a question and puts it to the class."""

    def make(**changes: Any) -> ForecastQuestion:
        question = asking.write_question(terms(**changes), teacher)
        asking.open_question(question, teacher)
        asking.put_to(question, cohort, teacher)
        return question

    return make


@pytest.fixture
def question(ask: Ask) -> ForecastQuestion:
    """An open yes-or-no question."""
    return ask()


@pytest.fixture
def forecasting(small_edition: CaseEdition) -> Exercise:
    """An exercise of one task with two questions, each worth a point once it is settled."""
    made = Exercise.objects.create(slug="ferry", case=small_edition.case, title="The ferry")
    version = ExerciseVersion.objects.create(
        exercise=made, edition=small_edition, number=1, title="The ferry", sha256="2" * 64
    )
    kind = registry.find("forecast")
    settled = {"settled_by": "The port's log.", "deadline": "T0 + 70 days", "void": "It closes."}
    brief = {
        "questions": [
            {"id": "Q1", "text": "Will the ferry sail?", **settled},
            {
                "id": "Q2",
                "text": "How many ships will lie in the basin?",
                "ordered": True,
                "outcomes": [{"id": each.id, "text": each.text} for each in SHIPS],
                **settled,
            },
        ],
        "each_c": 100,
        "points_later": True,
    }
    Task.objects.create(
        version=version,
        position=1,
        kind="forecast",
        schema=kind.schema,
        title="Forecast",
        points_c=200,
        brief=brief,
        key={"reference": {"Q1": [30], "Q2": [60, 30, 10]}},
    )
    return made


@pytest.fixture
def opened(
    teacher: User, cohort: Cohort, forecasting: Exercise, member: Member
) -> list[ForecastQuestion]:
    """Both questions of the exercise, opened for the class."""
    allotting.allot(cohort, forecasting)
    task = Task.objects.get(kind="forecast")
    found = []
    for local_id, more in (("Q1", {}), ("Q2", {"outcomes": SHIPS, "ordered": True})):
        asked = asking.asked_in(teacher, cohort.ref, task.pk, local_id)
        assert asked is not None
        found.append(asking.open_from_task(terms(text=asked.shape.text, **more), asked, teacher))
    return found


def answered(member: Member, chances: dict[str, dict[str, int]]) -> Attempt:
    """Begin the exercise of forecasts and answer it; nothing is handed in yet."""
    attempt = begin(Allotment.objects.dated().get(member=member))
    Response.objects.filter(attempt=attempt).update(data={"chances": chances}, revision=1)
    return attempt


def words(answer: HttpResponse) -> str:
    """Return what a page says, on one line."""
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u202f", " ").split())

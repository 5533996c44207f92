"""Races around forecasts and debriefs: two windows, two instructors, a job and a page at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import User
from exercises.authoring.models import Exercise, ExerciseVersion, Task
from exercises.calibration import asking, resolving, settling
from exercises.calibration.asking import Terms
from exercises.calibration.forecasting import forecast, gather
from exercises.calibration.models import Forecast, ForecastQuestion, ForecastQuestionEvent
from exercises.cases.models import Case, CaseEdition, CaseSource, Paragraph
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Allotment, Cohort, Member
from exercises.debrief.counting import board_of
from exercises.debrief.models import ClassBoard, Debrief
from exercises.debrief.opening import open_to_class
from exercises.grades.fold import GradeKind
from exercises.grades.models import GradeEvent
from exercises.kinds import registry
from exercises.tradecraft.disclosure import Audience
from exercises.work.handing_in import hand_in
from exercises.work.models import Response
from exercises.work.starting import begin

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
BRIEF = {
    "questions": [
        {
            "id": "Q1",
            "text": "Will the ferry sail?",
            "settled_by": "The port's log.",
            "deadline": "soon",
            "void": "The port closes.",
        }
    ],
    "each_c": 100,
    "points_later": True,
}


@pytest.fixture
def cohort(db: None) -> Cohort:
    """A class of one member and one instructor."""
    made = membership.open_cohort("Race", "Europe/Kyiv")
    membership.set_staff(made, User.objects.create_user("teacher@example.org"), "lead")
    membership.admit(made, User.objects.create_user("racer@example.org"), "Heron 4")
    return made


@pytest.fixture
def teacher(cohort: Cohort) -> User:
    return User.objects.get(email="teacher@example.org")


@pytest.fixture
def version(cohort: Cohort) -> ExerciseVersion:
    """An exercise of a forecast and an estimate, given to the class."""
    case = Case.objects.create(slug="quay", title="Quay")
    edition = CaseEdition.objects.create(
        case=case, number=1, title="Quay", mark="Exercise material", sha256="0" * 64
    )
    source = CaseSource.objects.create(edition=edition, position=1, code="S1", title="A page")
    Paragraph.objects.create(edition=edition, source=source, number=1, text="T.", html="<p>T.</p>")
    exercise = Exercise.objects.create(slug="quay-one", case=case, title="Quay")
    made = ExerciseVersion.objects.create(
        exercise=exercise, edition=edition, number=1, title="Quay", sha256="0" * 64
    )
    sample = import_module("exercises.kinds.estimate.samples").SAMPLES[0]
    tasks = (("forecast", BRIEF, {}), ("estimate", sample.brief, sample.key))
    for position, (slug, brief, key) in enumerate(tasks, start=1):
        kind = registry.find(slug)
        Task.objects.create(
            version=made,
            position=position,
            kind=slug,
            schema=kind.schema,
            title=slug,
            points_c=kind.out_of_c(kind.brief_from(brief)),
            brief=dict(brief),
            key=dict(key),
        )
    allotting.allot(cohort, exercise)
    return made


def terms() -> Terms:
    """Return the terms of a question that closes in a month."""
    day = (clock.now() + timedelta(days=30)).replace(tzinfo=None, hour=12, microsecond=0)
    return Terms(
        text="Will the ferry sail?",
        settled_by="The port's log.",
        void_rule="The port closes.",
        zone="Europe/Kyiv",
        closes_local=day,
        resolves_local=day + timedelta(days=7),
    )


@pytest.fixture
def question(cohort: Cohort, teacher: User, version: ExerciseVersion) -> ForecastQuestion:
    """The exercise's question, opened for the class."""
    asked = asking.asked_in(teacher, cohort.ref, Task.objects.get(kind="forecast").pk, "Q1")
    assert asked is not None
    return asking.open_from_task(terms(), asked, teacher)


def race(*acts: Callable[[], object]) -> list[object]:
    """Run every act in a thread of its own, all at once; return results or exceptions."""
    barrier = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(index: int) -> None:
        try:
            barrier.wait()
            found[index] = acts[index]()
        except Exception as error:
            found[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def fresh(question: ForecastQuestion) -> ForecastQuestion:
    return ForecastQuestion.objects.get(pk=question.pk)


def hand_in_forecast(chance: int = 30) -> None:
    attempt = begin(Allotment.objects.dated().get())
    row = Response.objects.get(attempt=attempt, task__kind="forecast")
    Response.objects.filter(pk=row.pk).update(data={"chances": {"Q1": {"yes": chance}}}, revision=1)
    hand_in(attempt)


def test_of_eight_forecasts_from_one_page_exactly_one_is_stored(question: ForecastQuestion) -> None:
    member = Member.objects.get()
    found = race(*(
        lambda chance=chance: forecast(fresh(question), member, {"yes": chance}, seen=0)
        for chance in range(10, 90, 10)
    ))  # fmt: skip
    assert Counter(type(each) for each in found) == {Forecast: 1, Refusal: 7}
    assert Forecast.objects.get() in found


def test_of_two_instructors_one_decides_and_the_other_is_told(
    question: ForecastQuestion, teacher: User
) -> None:
    found = race(
        *(lambda: resolving.resolve(fresh(question), teacher, "yes", source="The log."),) * 4,
        *(lambda: resolving.void(fresh(question), teacher, reason="The port closed."),) * 4,
    )
    assert Counter(type(each) for each in found) == {ForecastQuestionEvent: 1, Refusal: 7}
    assert ForecastQuestionEvent.objects.count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_what_was_handed_in_becomes_one_forecast_whoever_gathers_it(
    question: ForecastQuestion, turn: int
) -> None:
    hand_in_forecast()
    person = Member.objects.get().person
    found = race(*(gather,) * 4, *(lambda: gather(person),) * 4)
    assert sum(each for each in found if isinstance(each, int)) == 1
    assert not [each for each in found if isinstance(each, Exception)]
    assert Forecast.objects.count() == 1


def test_points_and_letters_follow_a_decision_once(
    question: ForecastQuestion, teacher: User
) -> None:
    hand_in_forecast()
    gather()
    resolving.resolve(question, teacher, "no", source="The log.")
    before = Letter.objects.count()
    found = race(*(settling.settle,) * 6)
    assert not [each for each in found if isinstance(each, Exception)]
    assert GradeEvent.objects.filter(kind=GradeKind.SETTLED).count() == 1
    assert Letter.objects.count() == before + 1


def test_opening_a_question_of_a_task_from_eight_windows_is_one_question(
    cohort: Cohort, version: ExerciseVersion, teacher: User
) -> None:
    asked = asking.asked_in(teacher, cohort.ref, Task.objects.get(kind="forecast").pk, "Q1")
    assert asked is not None
    found = race(*(lambda: asking.open_from_task(terms(), asked, teacher),) * 8)
    assert {type(each) for each in found} <= {ForecastQuestion, Refusal}
    assert len({each.pk for each in found if isinstance(each, ForecastQuestion)}) == 1
    assert ForecastQuestion.objects.filter(state="open").count() == 1


def test_a_debrief_is_opened_once_and_its_letters_are_written_once(
    cohort: Cohort, version: ExerciseVersion, teacher: User
) -> None:
    hand_in_forecast()
    before = Letter.objects.count()
    found = race(*(lambda: open_to_class(cohort, version, teacher),) * 8)
    assert Counter(type(each) for each in found) == {Debrief: 1, Refusal: 7}
    assert Debrief.objects.get().state == "open"
    assert Letter.objects.count() == before + 1


def test_a_board_looked_at_from_eight_windows_is_counted_to_one_row(
    cohort: Cohort, version: ExerciseVersion
) -> None:
    hand_in_forecast()
    task = Task.objects.get(kind="forecast")
    found = race(
        *(lambda: list(board_of(cohort, version, task, Audience.INSTRUCTOR).findings),) * 8
    )
    assert not [each for each in found if isinstance(each, Exception)]
    assert all(each == found[0] for each in found)
    assert found[0]
    assert ClassBoard.objects.count() == 1

"""What a person gets of their forecasts, what erasure and time leave of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.people.models import User
from courseplatform.privacy.collecting import parts, retentions
from exercises.calibration import asking, jobs, privacy, resolving
from exercises.calibration.forecasting import forecast
from exercises.calibration.models import Forecast, ForecastQuestion
from exercises.calibration.reading import history_of, lines_of
from exercises.cohorts.models import Cohort, Member
from exercises.work.handing_in import hand_in
from tests.exercises.calibration.conftest import answered

DAY = timedelta(days=1)
EMPTY: dict[str, int] = {}


@pytest.fixture
def held(question: ForecastQuestion, member: Member, classmates: list[Member]) -> list[Forecast]:
    """Two versions of the student's and one of a classmate's."""
    return [
        forecast(question, member, {"yes": 30}, why="Storms."),
        forecast(question, member, {"yes": 40}, why="Calm.", seen=1),
        forecast(question, classmates[0], {"yes": 70}, why="Mine."),
    ]


def test_the_export_holds_ones_own_forecasts_and_nobody_elses(
    held: list[Forecast], student: User
) -> None:
    rows = list(privacy.PERSONAL.export(student))
    assert [(row["version"], row["chances"], row["why"]) for row in rows] == [
        (1, {"yes": 30}, "Storms."),
        (2, {"yes": 40}, "Calm."),
    ]
    assert rows[0]["question"] == "Will the ferry sail on 1 March?"
    assert privacy.PERSONAL in parts()


def test_erasure_empties_chances_and_reasons_and_says_what_stays(
    held: list[Forecast], student: User, teacher: User, question: ForecastQuestion
) -> None:
    assert privacy.PERSONAL.erase(teacher, clock.now()) == []
    [stays] = privacy.PERSONAL.erase(student, clock.now())
    assert stays.startswith("When you gave forecasts")
    stored = list(Forecast.objects.order_by("pk").values_list("chances", "why"))
    assert stored == [(EMPTY, ""), (EMPTY, ""), ({"yes": 70}, "Mine.")]
    assert privacy.PERSONAL.erase(student, clock.now()) != []  # run twice, the same answer


def test_what_was_erased_is_in_no_page_and_no_figure(
    held: list[Forecast], student: User, question: ForecastQuestion, teacher: User
) -> None:
    privacy.PERSONAL.erase(student, clock.now())
    [line] = lines_of(student, clock.now())
    assert (line.counts, line.mine) == (None, "")
    assert history_of(question, student) == []
    resolving.resolve(question, teacher, "yes", source="The log.")
    [line] = lines_of(student, clock.now())
    assert (line.measure, line.judged) == (None, None)


def test_forecasts_are_emptied_two_years_after_their_question_was_due(
    held: list[Forecast], question: ForecastQuestion
) -> None:
    assert privacy.FORECASTS in retentions()
    before_due = question.resolves_at - DAY
    assert privacy.FORECASTS.empty(before_due, 10) == 0
    after_due = question.resolves_at + DAY
    assert privacy.FORECASTS.empty(after_due, 2) == 2  # no more at once than asked for
    assert privacy.FORECASTS.empty(after_due, 2) == 1
    assert privacy.FORECASTS.empty(after_due, 2) == 0
    assert not Forecast.objects.exclude(chances=EMPTY).exists()


def test_what_is_handed_in_reaches_the_record_by_the_jobs(
    opened: list[ForecastQuestion], member: Member, teacher: User, cohort: Cohort
) -> None:
    hand_in(answered(member, {"Q1": {"yes": 35}, "Q2": {"none": 70, "few": 20, "many": 10}}))
    assert jobs.gather() == 2
    assert jobs.gather() == 0
    resolving.resolve(opened[0], teacher, "yes", source="The log.")
    assert jobs.settle() >= 1
    assert jobs.settle() == 0
    assert jobs.instants() == 0


def test_new_zone_data_move_an_open_questions_deadline(question: ForecastQuestion) -> None:
    right = question.closes_at
    ForecastQuestion.objects.filter(pk=question.pk).update(closes_at=right - timedelta(hours=1))
    assert asking.rederive(clock.now()) == 1
    question.refresh_from_db()
    assert question.closes_at == right


def test_an_hour_that_ceased_to_exist_leaves_the_deadline_where_it_was(
    question: ForecastQuestion,
) -> None:
    at = question.closes_at
    skipped = question.closes_local.replace(month=3, day=30, hour=3, minute=30)
    later = skipped.replace(day=31)
    ForecastQuestion.objects.filter(pk=question.pk).update(
        closes_local=skipped, resolves_local=later
    )
    assert asking.rederive(clock.now()) == 0
    question.refresh_from_db()
    assert question.closes_at == at


def test_rows_name_themselves_without_naming_a_person(
    held: list[Forecast], question: ForecastQuestion, teacher: User
) -> None:
    resolving.resolve(question, teacher, "yes", source="The log.")
    told = [str(question), str(held[0]), str(question.events.get()), str(question.askings.get())]
    assert not any("Olha" in each or "Ivo" in each for each in told)
    assert all(told)

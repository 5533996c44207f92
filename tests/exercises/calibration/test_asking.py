"""Writing a question, opening it, putting it to classes; opening what an exercise asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import AuditEntry, User
from exercises.authoring.models import Exercise, Task
from exercises.calibration import asking
from exercises.calibration.models import Asking, ForecastQuestion
from exercises.calibration.settlement import Phase
from exercises.cohorts import allotting, membership
from exercises.cohorts.models import Cohort
from tests.exercises.calibration.conftest import CLOSES, RESOLVES, SHIPS, terms

MakePerson = Callable[..., User]


def test_a_question_is_a_draft_until_it_opens_and_its_terms_stand_then(teacher: User) -> None:
    question = asking.write_question(terms(), teacher)
    assert question.phase(clock.now()) is Phase.DRAFT
    asking.rewrite(question, terms(text="Will it sail on 2 March?"))
    assert question.text == "Will it sail on 2 March?"
    asking.open_question(question, teacher)
    assert question.phase(clock.now()) is Phase.OPEN
    with pytest.raises(Refusal, match="its terms stand"):
        asking.rewrite(question, terms())
    with pytest.raises(Refusal, match="its terms stand"):
        asking.open_question(question, teacher)
    assert AuditEntry.objects.filter(act="forecast-question.opened").count() == 1


def test_wall_time_and_zone_give_the_deadline(teacher: User) -> None:
    question = asking.write_question(terms(), teacher)
    assert question.closes_at == datetime(2025, 3, 1, 16, tzinfo=UTC)
    assert question.closes_local == CLOSES


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zone": "Kyiv"}, "not a time zone"),
        ({"resolves_local": datetime(2025, 2, 1)}, "in order"),
        ({"outcomes": SHIPS[:1]}, "two outcomes or more"),
        ({"experts": ((30, 70),)}, "Each expert gives one number"),
        ({"experts": ((100,),)}, "Each expert gives one number"),
        ({"outcomes": SHIPS, "experts": ((50, 30, 10),)}, "adding up to 100"),
    ],
)
def test_terms_that_do_not_fit_are_refused_with_a_sentence(
    teacher: User, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        asking.write_question(terms(**changes), teacher)
    assert not ForecastQuestion.objects.exists()


def test_a_question_that_closes_in_the_past_is_not_opened(teacher: User) -> None:
    question = asking.write_question(terms(closes_local=datetime(2024, 12, 1)), teacher)
    with pytest.raises(Refusal, match="closes in the past"):
        asking.open_question(question, teacher)


def test_only_who_teaches_a_class_puts_questions_to_it(
    question: ForecastQuestion, make_person: MakePerson, teacher: User, cohort: Cohort
) -> None:
    other = membership.open_cohort("Another class", "Europe/Rome")
    with pytest.raises(Refusal, match="Only those who teach"):
        asking.put_to(question, other, teacher)
    marker = make_person("Mara Okafor")
    membership.set_staff(other, marker, "marker")
    with pytest.raises(Refusal, match="Only those who teach"):
        asking.put_to(question, other, marker)
    asking.put_to(question, cohort, teacher)
    assert Asking.objects.count() == 1


def test_a_draft_is_put_to_nobody(teacher: User, cohort: Cohort) -> None:
    question = asking.write_question(terms(), teacher)
    with pytest.raises(Refusal, match="Open the question"):
        asking.put_to(question, cohort, teacher)


def test_who_sees_a_question_at_the_desk(
    question: ForecastQuestion,
    make_person: MakePerson,
    teacher: User,
    cohort: Cohort,
    student: User,
) -> None:
    colleague, marker, owner = (make_person(name) for name in ("Co League", "Mar Ker", "Ow Ner"))
    membership.set_staff(cohort, colleague, "instructor")
    membership.set_staff(cohort, marker, "marker")
    draft = asking.write_question(terms(), owner)
    seen = {
        person: set(ForecastQuestion.objects.visible_to(person))
        for person in (teacher, colleague, marker, owner, student)
    }
    assert seen == {
        teacher: {question},
        colleague: {question},
        marker: set(),
        owner: {draft},
        student: set(),
    }


def test_who_was_asked(
    question: ForecastQuestion, student: User, teacher: User, cohort: Cohort
) -> None:
    assert list(ForecastQuestion.objects.asked_of(student)) == [question]
    assert not ForecastQuestion.objects.asked_of(teacher)
    membership.dismiss(cohort, student)
    assert not ForecastQuestion.objects.asked_of(student)


def test_what_an_exercise_asks_is_opened_with_dates_and_keeps_its_words(
    teacher: User, cohort: Cohort, forecasting: Exercise
) -> None:
    assert asking.unopened(teacher) == []
    allotting.allot(cohort, forecasting)
    first, second = asking.unopened(teacher)
    assert (first.local_id, second.local_id) == ("Q1", "Q2")
    task = Task.objects.get(kind="forecast")
    asked = asking.asked_in(teacher, cohort.ref, task.pk, "Q2")
    assert asked is not None
    assert asked.experts == ((60, 30, 10),)
    made = asking.open_from_task(
        terms(
            text=asked.shape.text,
            outcomes=asked.shape.outcomes,
            ordered=True,
            experts=asked.experts,
        ),
        asked,
        teacher,
    )
    assert [each["id"] for each in made.outcomes] == ["none", "few", "many"]
    assert [each.local_id for each in asking.unopened(teacher)] == ["Q1"]
    with pytest.raises(Refusal, match="open for the class already"):
        asking.open_from_task(terms(text="The same place, other words?"), asked, teacher)
    assert ForecastQuestion.objects.count() == 1, "all or nothing"


def test_a_stranger_to_the_class_opens_nothing(
    make_person: MakePerson, teacher: User, cohort: Cohort, forecasting: Exercise
) -> None:
    task = Task.objects.get(kind="forecast")
    assert asking.asked_in(teacher, cohort.ref, task.pk, "Q1") is None, "not given to the class"
    allotting.allot(cohort, forecasting)
    stranger = make_person("Str Anger")
    assert asking.asked_in(stranger, cohort.ref, task.pk, "Q1") is None
    assert asking.asked_in(teacher, cohort.ref, task.pk, "Q9") is None
    assert asking.unopened(stranger) == []


def test_the_same_question_in_two_classes_has_one_outcome(
    teacher: User, cohort: Cohort, forecasting: Exercise
) -> None:
    other = membership.open_cohort("The evening class", "Europe/Kyiv")
    membership.set_staff(other, teacher, "lead")
    for each in (cohort, other):
        allotting.allot(each, forecasting)
    task = Task.objects.get(kind="forecast")
    made = []
    for each in (cohort, other):
        asked = asking.asked_in(teacher, each.ref, task.pk, "Q1")
        assert asked is not None
        made.append(asking.open_from_task(terms(), asked, teacher))
    assert made[0] == made[1]
    assert Asking.objects.filter(question=made[0]).count() == 2


def test_deadlines_follow_new_zone_data(question: ForecastQuestion) -> None:
    assert asking.rederive(clock.now()) == 0
    ForecastQuestion.objects.filter(pk=question.pk).update(
        closes_at=datetime(2025, 3, 1, 17, tzinfo=UTC)
    )
    assert asking.rederive(clock.now()) == 1
    question.refresh_from_db()
    assert question.closes_at == datetime(2025, 3, 1, 16, tzinfo=UTC)


def test_a_question_never_resolves_before_it_closes_in_the_database(
    question: ForecastQuestion,
) -> None:
    with (
        pytest.raises(IntegrityError, match="a_question_closes_before_it_resolves"),
        transaction.atomic(),
    ):
        ForecastQuestion.objects.filter(pk=question.pk).update(
            resolves_at=datetime(2025, 1, 1, tzinfo=UTC)
        )


def test_decisions_are_append_only(question: ForecastQuestion, teacher: User) -> None:
    from exercises.calibration.resolving import void

    void(question, teacher, reason="The port closed.")
    for sql in (
        "UPDATE exercises_forecastquestionevent SET reason = 'x'",
        "DELETE FROM exercises_forecastquestionevent",
    ):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_resolves_and_closes_are_walls_of_one_zone() -> None:
    assert RESOLVES > CLOSES

"""Races over what a person decides: answers to a question, a note to the class, late answers."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters.models import Letter
from courseplatform.people.models import AuditEntry, User
from exercises.cohorts import membership
from exercises.cohorts.models import Assignment
from exercises.cohorts.rules import Rules
from exercises.kinds.written_assessment.types import Answer
from exercises.late import deciding
from exercises.late.models import LateAnswer
from exercises.late.sending import send
from exercises.questions import answering, asking
from exercises.questions.models import ClassNote, Question, QuestionPost
from exercises.work.clocking import hand_in_if_over
from exercises.work.models import Attempt, Receipt, Response
from exercises.work.sheets import step_of
from exercises.work.starting import begin
from tests.races.exercises_world import give, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TURNS = range(4)


def teacher(name: str) -> User:
    person = User.objects.create_user(f"{name.lower()}@example.org", name=name)
    membership.set_staff(Assignment.objects.get().cohort, person, "instructor")
    return person


@pytest.fixture
def question() -> Question:
    allotment = give()
    return asking.ask(allotment, allotment.member.person, "Is a date given?")


def fresh() -> Question:
    return Question.objects.select_related("allotment__member__person").get()


def test_two_answers_to_one_question_are_both_kept_and_each_is_told_once(
    question: Question,
) -> None:
    by = [teacher("Tess"), teacher("Ulf")]
    found = race(*(lambda who=who: answering.answer(fresh(), f"{who}: no.", by=who) for who in by))  # type: ignore[misc]
    assert {type(each) for each in found} == {QuestionPost}
    assert set(QuestionPost.objects.filter(by_staff=True).values_list("author", flat=True)) == {
        who.pk for who in by
    }
    assert Letter.objects.filter(template="question_answered").count() == 2
    question.refresh_from_db()
    assert question.state == "answered"


@pytest.mark.parametrize("turn", TURNS)
def test_an_answer_is_kept_and_told_or_refused_when_its_student_closes_the_question(
    question: Question, turn: int
) -> None:
    by = teacher("Tess")
    answered, _closed = race(
        lambda: answering.answer(fresh(), "No.", by=by), lambda: asking.close(fresh())
    )
    told = Letter.objects.filter(template="question_answered").count()
    kept = QuestionPost.objects.filter(by_staff=True).count()
    assert told == kept == (0 if isinstance(answered, Refusal) else 1)
    question.refresh_from_db()
    assert question.state == "closed"


def test_two_instructors_who_tell_the_class_leave_one_note(question: Question) -> None:
    by = [teacher("Tess"), teacher("Ulf")]
    found = race(
        *(
            lambda who=who: answering.publish(fresh(), asked="A date?", answered="No.", by=who)  # type: ignore[misc]
            for who in by
        )
    )
    assert Counter(type(each) for each in found) == {ClassNote: 1, Refusal: 1}
    assert ClassNote.objects.count() == 1
    assert AuditEntry.objects.filter(act="question.published").count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_a_late_answer_is_taken_or_declined_once(turn: int) -> None:
    start = clock.now()
    rules = Rules(minutes=60, late_answers=True)
    attempt = begin(give(rules, opens_at=start - timedelta(hours=1)))
    by = teacher("Tess")
    with clock.at(start + timedelta(hours=2)):
        assert hand_in_if_over(attempt)
        row = attempt.responses.get(task__position=2)
        LateAnswer.objects.create(response=row, data={"text": "More."}, schema=row.schema)

    def held() -> Attempt:
        return Attempt.objects.select_related("allotment__version", "allotment__member").get(
            pk=attempt.pk
        )

    found = race(
        lambda: deciding.take(held(), by=by),
        lambda: deciding.decline(held(), by=by),
        lambda: deciding.take(held(), by=by),
    )
    assert sum(isinstance(each, Refusal) for each in found) == 2
    taken = [each for each in found if isinstance(each, Attempt)]
    late = LateAnswer.objects.get()
    assert late.state == ("taken" if taken else "declined")
    assert Attempt.objects.count() == Receipt.objects.count() == 1 + len(taken)
    assert Letter.objects.filter(template="late_answers_decided").count() == 1


def test_a_late_answer_sent_from_four_windows_is_one() -> None:
    start = clock.now()
    rules = Rules(minutes=60, late_answers=True)
    attempt = begin(give(rules, opens_at=start - timedelta(hours=1)))
    later = start + timedelta(hours=2)
    with clock.at(later):
        assert hand_in_if_over(attempt)

    def press() -> LateAnswer:
        with clock.at(later):
            row = Response.objects.select_related("task").get(attempt=attempt, task__position=2)
            return send(attempt, step_of(row), Answer("More."), sentence="", typed_at=None)

    found = race(*[press] * 4)
    late = LateAnswer.objects.get()
    assert all(isinstance(each, Refusal) or each == late for each in found), found
    assert late in found

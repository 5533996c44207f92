"""Handing in: all at once, scored with reasons, one receipt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.people.models import User
from exercises.authoring.models import Exercise
from exercises.cohorts import allotting
from exercises.cohorts.extending import More
from exercises.cohorts.models import Allotment, Cohort
from exercises.grades.models import GradeEvent
from exercises.grades.recording import grades_of
from exercises.work.extending import extend
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt, Receipt, Response, Revision, Score
from exercises.work.receipts import holds, statement
from exercises.work.starting import begin
from tests.exercises.work.answering import answer

HOUR = timedelta(hours=1)
MakePerson = Callable[..., User]


def states(attempt: Attempt) -> list[str]:
    rows = Response.objects.filter(attempt=attempt).order_by("task__position")
    return list(rows.values_list("state", flat=True))


def test_structured_tasks_are_scored_and_the_written_one_waits(attempt: Attempt) -> None:
    answer(attempt)
    hand_in(attempt)
    assert states(attempt) == ["scored", "scored", "to_mark"]
    scores = Score.objects.order_by("response__task__position")
    assert [score.points_c == score.out_of_c for score in scores] == [True, True]
    assert all(score.remarks for score in scores)


def test_grades_hold_what_was_scored_and_nothing_of_what_waits(attempt: Attempt) -> None:
    answer(attempt)
    hand_in(attempt)
    grade = grades_of([attempt.allotment_id])[attempt.allotment_id]
    assert len(grade.tasks) == 2
    assert 0 < grade.points_c == grade.out_of_c


def test_who_hands_in_a_blank_text_gets_no_points_and_takes_no_markers_time(
    attempt: Attempt,
) -> None:
    hand_in(attempt)
    assert states(attempt) == ["scored", "scored", "scored"]
    assert set(Score.objects.values_list("points_c", flat=True)) == {0}


def test_the_second_press_gets_the_first_receipt(attempt: Attempt) -> None:
    answer(attempt)
    first = hand_in(attempt)
    second = hand_in(Attempt.objects.get(pk=attempt.pk))
    assert first.pk == second.pk
    assert Receipt.objects.count() == 1
    assert GradeEvent.objects.count() == 2


def test_the_receipt_vouches_for_what_was_handed_in(attempt: Attempt) -> None:
    answer(attempt)
    receipt = hand_in(attempt)
    rows = list(Response.objects.filter(attempt=attempt).with_tasks())
    text = json.dumps(
        statement(attempt, rows), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert hashlib.sha256(text.encode()).hexdigest() == receipt.sha256
    assert holds(receipt, rows)


@pytest.mark.parametrize("change", ["answer", "schema", "dropped"])
def test_a_receipt_tells_every_later_change(attempt: Attempt, change: str) -> None:
    answer(attempt)
    receipt = hand_in(attempt)
    rows = list(Response.objects.filter(attempt=attempt).with_tasks())
    if change == "answer":
        rows[2].data = {"text": rows[2].data["text"] + " "}
    elif change == "schema":
        rows[0].schema += 1
    else:
        rows.pop()
    assert not holds(receipt, rows)


def test_a_receipt_names_no_person(attempt: Attempt, student: User) -> None:
    receipt = hand_in(attempt)
    rows = Response.objects.filter(attempt=attempt).with_tasks()
    text = json.dumps(statement(receipt.attempt, rows))
    assert student.name not in text
    assert str(student.email) not in text


def test_what_was_handed_in_is_kept_as_a_revision(attempt: Attempt) -> None:
    answer(attempt)
    hand_in(attempt)
    assert Revision.objects.filter(why="hand-in").count() == 3


@pytest.fixture
def dated_attempt(cohort: Cohort, student: User, exercise: Exercise, saturday: datetime) -> Attempt:
    """An attempt that is due in an hour and closes in two."""
    allotting.allot(
        cohort, exercise, opens_at=saturday, due_at=saturday + HOUR, closes_at=saturday + 2 * HOUR
    )
    return begin(Allotment.objects.get(member__person=student))


@pytest.mark.parametrize(("minutes", "late"), [(59, False), (60, True), (119, True)])
def test_after_the_due_date_it_counts_as_late(
    dated_attempt: Attempt, saturday: datetime, minutes: int, late: bool
) -> None:
    with clock.at(saturday + timedelta(minutes=minutes)):
        receipt = hand_in(dated_attempt)
    assert receipt.handed_in_at == saturday + timedelta(minutes=minutes)
    assert dated_attempt.late is late


def test_after_the_end_nothing_is_taken_and_nothing_is_lost(
    dated_attempt: Attempt, saturday: datetime
) -> None:
    answer(dated_attempt)
    with clock.at(saturday + 2 * HOUR), pytest.raises(Refusal, match="kept as they are"):
        hand_in(dated_attempt)
    assert states(dated_attempt) == ["draft"] * 3
    assert Response.objects.get(attempt=dated_attempt, task__position=3).data["text"]
    assert not GradeEvent.objects.exists()


def test_with_an_extension_it_can_be_handed_in_after_all(
    dated_attempt: Attempt, saturday: datetime, make_person: MakePerson
) -> None:
    teacher = make_person("Tess Teacher")
    extend(dated_attempt.allotment, More(due_at=saturday + 4 * HOUR), by=teacher)
    with clock.at(saturday + 3 * HOUR):
        hand_in(Attempt.objects.get(pk=dated_attempt.pk))
    dated_attempt.refresh_from_db()
    assert (dated_attempt.state, dated_attempt.late) == ("handed_in", False)


def test_who_handed_in_in_time_sees_the_receipt_after_the_end_too(
    dated_attempt: Attempt, saturday: datetime
) -> None:
    receipt = hand_in(dated_attempt)
    with clock.at(saturday + 9 * HOUR):
        assert hand_in(Attempt.objects.get(pk=dated_attempt.pk)) == receipt


def test_an_exercise_cannot_be_begun_before_it_opens_or_after_it_closes(
    cohort: Cohort, student: User, exercise: Exercise, saturday: datetime
) -> None:
    allotting.allot(cohort, exercise, opens_at=saturday, closes_at=saturday + HOUR)
    allotment = Allotment.objects.get(member__person=student)
    with clock.at(saturday - HOUR), pytest.raises(Refusal, match="not open yet"):
        begin(allotment)
    with clock.at(saturday + HOUR), pytest.raises(Refusal, match="has closed"):
        begin(allotment)
    assert not Attempt.objects.exists()


def test_beginning_twice_is_one_attempt(allotment: Allotment) -> None:
    assert begin(allotment) == begin(allotment)
    assert Response.objects.count() == 3

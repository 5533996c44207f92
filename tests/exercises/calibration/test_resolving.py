"""Deciding questions: outcome, void, correction; points and letters that follow."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from courseplatform.kit import clock
from courseplatform.kit.refusals import Refusal
from courseplatform.letters import stopping
from courseplatform.letters.models import Letter
from courseplatform.letters.rendering import Sender, render
from courseplatform.people.models import AuditEntry, User
from courseplatform.reminders import planning
from courseplatform.reminders.models import Reminder
from exercises.calibration import reminders, resolving, settling
from exercises.calibration.forecasting import forecast, gather
from exercises.calibration.models import ForecastQuestion, ForecastQuestionEvent
from exercises.calibration.settlement import Phase
from exercises.cohorts import membership
from exercises.cohorts.models import Allotment, Cohort, Member
from exercises.grades.fold import GradeKind
from exercises.grades.models import GradeEvent
from exercises.grades.recording import Decision, grades_of, record
from exercises.work.handing_in import hand_in
from exercises.work.models import Response
from exercises.work.progress import Standing, rows_of
from tests.exercises.calibration.conftest import answered

DAY = timedelta(days=1)
LOG = "https://port.example/log/2025-03-01"


def test_an_outcome_needs_its_source(question: ForecastQuestion, teacher: User) -> None:
    for outcome, source, words in (
        ("", LOG, "how the question came out"),
        ("maybe", LOG, "how the question came out"),
        ("yes", "  ", "where the outcome can be read"),
    ):
        with pytest.raises(Refusal, match=words):
            resolving.resolve(question, teacher, outcome, source=source)
    event = resolving.resolve(question, teacher, "yes", source=LOG, quote="Ferry left 09:10.")
    assert (event.number, event.outcome, event.quote) == (1, "yes", "Ferry left 09:10.")
    assert question.phase(clock.now()) is Phase.RESOLVED
    entry = AuditEntry.objects.get(act="forecast-question.resolved")
    assert entry.facts == {"number": 1, "outcome": "yes"}


def test_a_void_question_and_a_correction_need_their_reason(
    question: ForecastQuestion, teacher: User
) -> None:
    with pytest.raises(Refusal, match="Say why"):
        resolving.void(question, teacher, reason=" ")
    resolving.resolve(question, teacher, "yes", source=LOG)
    with pytest.raises(Refusal, match="Say why"):
        resolving.resolve(question, teacher, "no", source=LOG, seen=1)
    resolving.resolve(question, teacher, "no", source=LOG, reason="Read the wrong day.", seen=1)
    assert question.settlement.outcome == "no"
    resolving.void(question, teacher, reason="The port had closed.", seen=2)
    assert question.phase(clock.now()) is Phase.VOID
    resolving.reopen(question, teacher, reason="It had not.", seen=3)
    assert question.phase(clock.now()) is Phase.OPEN
    assert ForecastQuestionEvent.objects.count() == 4


def test_nothing_can_be_taken_back_before_it_was_decided(
    question: ForecastQuestion, teacher: User
) -> None:
    with pytest.raises(Refusal, match="Nothing was decided"):
        resolving.reopen(question, teacher, reason="Why not?", seen=0)


def test_of_two_who_decide_the_second_is_told(question: ForecastQuestion, teacher: User) -> None:
    resolving.resolve(question, teacher, "yes", source=LOG)
    with pytest.raises(Refusal, match="meanwhile"):
        resolving.resolve(question, teacher, "no", source=LOG)
    with pytest.raises(Refusal, match="meanwhile"):
        resolving.void(question, teacher, reason="Why?", seen=5)
    assert question.settlement.outcome == "yes"


def test_an_outcome_is_not_public_before_it_happened(
    question: ForecastQuestion, teacher: User
) -> None:
    with pytest.raises(Refusal, match="in the future"):
        resolving.resolve(question, teacher, "yes", source=LOG, known_at=clock.now() + DAY)


# --- letters --------------------------------------------------------------------------------------
def test_forecasters_get_one_letter_for_each_decision(
    question: ForecastQuestion, member: Member, classmates: list[Member], teacher: User
) -> None:
    forecast(question, member, {"yes": 70})
    resolving.resolve(question, teacher, "yes", source=LOG)
    assert settling.settle() == 1
    assert settling.settle() == 0
    letter = Letter.objects.get()
    assert letter.person == member.person
    assert (letter.context["mine"], letter.context["value"], letter.context["worst"]) == (
        "yes 70 %",
        "0.090",
        1,
    )
    resolving.void(question, teacher, reason="The log was forged.", seen=1)
    settling.settle()
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("what", ["resolved", "corrected", "voided", "reopened"])
def test_the_letter_says_what_happened_in_both_parts(
    question: ForecastQuestion, member: Member, teacher: User, what: str
) -> None:
    forecast(question, member, {"yes": 70})
    resolving.resolve(question, teacher, "yes", source=LOG)
    if what == "corrected":
        resolving.resolve(question, teacher, "no", source=LOG, reason="Wrong day.", seen=1)
    elif what == "voided":
        resolving.void(question, teacher, reason="The port closed.", seen=1)
    elif what == "reopened":
        resolving.reopen(question, teacher, reason="Too early.", seen=1)
    settling.settle()
    message = render(Letter.objects.get(), Sender.current())
    words = {
        "resolved": ("came out: yes", "0.090"),
        "corrected": ("came out: no", "Wrong day.", "0.490"),
        "voided": ("does not count", "The port closed."),
        "reopened": ("taken back", "Too early."),
    }[what]
    for part in (message.text, message.html):
        text = " ".join(part.split())
        assert all(each in text for each in words)
    assert question.text not in message.subject, "claims stay out of subjects"


def test_who_stopped_these_letters_or_left_gets_none(
    question: ForecastQuestion,
    member: Member,
    classmates: list[Member],
    teacher: User,
    cohort: Cohort,
) -> None:
    for each in (member, classmates[0]):
        forecast(question, each, {"yes": 70})
    stopping.stop("forecast_decided", person=member.person)
    membership.dismiss(cohort, classmates[0].person)
    resolving.resolve(question, teacher, "yes", source=LOG)
    settling.settle()
    assert not Letter.objects.exists()


def test_its_owner_is_reminded_when_the_outcome_is_due(
    question: ForecastQuestion, teacher: User
) -> None:
    planning.plan([reminders.KIND])
    reminder = Reminder.objects.get()
    assert (reminder.person, reminder.due_at) == (teacher, question.resolves_at)
    assert reminders.why_not(reminder) is None
    with clock.at(question.resolves_at):
        reminders.send(reminder)
        reminders.send(reminder)
    letter = Letter.objects.get()
    message = render(letter, Sender.current())
    for part in (message.text, message.html):
        assert "The port&#x27;s log." in part or "The port's log." in part
    resolving.resolve(question, teacher, "yes", source=LOG)
    assert reminders.why_not(reminder) == "decided"
    planning.plan([reminders.KIND])
    assert not Reminder.objects.filter(state="planned").exists()


# --- points ---------------------------------------------------------------------------------------
def points_of(member: Member) -> tuple[int, int] | None:
    allotment = Allotment.objects.get(member=member)
    grade = grades_of([allotment.pk]).get(allotment.pk)
    return (grade.points_c, grade.out_of_c) if grade else None


def test_points_come_with_the_outcomes_and_follow_every_decision(
    opened: list[ForecastQuestion],
    member: Member,
    teacher: User,
    saturday: datetime,
) -> None:
    yes_no, ships = opened
    hand_in(answered(member, {"Q1": {"yes": 40}, "Q2": {"none": 50, "few": 30, "many": 20}}))
    gather()
    assert points_of(member) is None, "neither zero nor lost"
    assert Response.objects.get().state == "to_settle"
    with clock.at(saturday + DAY):
        forecast(yes_no, member, {"yes": 70}, seen=1)
    resolving.resolve(yes_no, teacher, "yes", source=LOG)
    settling.settle()
    assert points_of(member) == (91, 100)  # the last forecast before the deadline: 1 - 0.3²
    resolving.resolve(ships, teacher, "few", source=LOG)
    settling.settle()
    assert points_of(member) == (91 + 86, 200)  # ordered Brier 0.29 of 2
    resolving.resolve(yes_no, teacher, "no", source=LOG, reason="The wrong day.", seen=1)
    settling.settle()
    assert points_of(member) == (51 + 86, 200)
    resolving.void(ships, teacher, reason="The basin was shut.", seen=1)
    settling.settle()
    assert points_of(member) == (51, 100)
    kinds = list(GradeEvent.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == [GradeKind.SETTLED] * 4


def test_a_decision_that_changes_no_points_adds_no_event(
    opened: list[ForecastQuestion],
    member: Member,
    teacher: User,
) -> None:
    hand_in(answered(member, {"Q1": {"yes": 40}}))
    gather()
    resolving.resolve(opened[0], teacher, "yes", source=LOG)
    settling.settle()
    resolving.resolve(
        opened[0], teacher, "yes", source="A better source.", reason="It moved.", seen=1
    )
    settling.settle()
    assert GradeEvent.objects.count() == 1


def test_no_forecast_in_time_is_worth_nothing_once_it_is_settled(
    opened: list[ForecastQuestion],
    member: Member,
    teacher: User,
) -> None:
    hand_in(answered(member, {}))
    assert points_of(member) is None, "it can still be answered until the question closes"
    resolving.resolve(opened[0], teacher, "yes", source=LOG)
    settling.settle()
    assert points_of(member) == (0, 100)


def test_what_a_person_decided_about_points_stands_above_outcomes(
    opened: list[ForecastQuestion],
    member: Member,
    teacher: User,
) -> None:
    attempt = answered(member, {"Q1": {"yes": 40}})
    hand_in(attempt)
    gather()
    resolving.resolve(opened[0], teacher, "yes", source=LOG)
    settling.settle()
    task = Response.objects.get().task_id
    record(attempt.allotment_id, 1, GradeKind.EXCUSED, [Decision(task, 0, 100)], actor=teacher)
    resolving.resolve(opened[0], teacher, "no", source=LOG, reason="The wrong day.", seen=1)
    settling.settle()
    assert points_of(member) == (0, 0)


def test_waiting_for_outcomes_keeps_nobody_from_being_done(
    opened: list[ForecastQuestion],
    member: Member,
    teacher: User,
) -> None:
    hand_in(answered(member, {"Q1": {"yes": 40}}))
    given = Allotment.objects.dated().select_related("member__cohort", "version__exercise")
    (row,) = rows_of(given.filter(member=member))
    assert row.state is Standing.RELEASED

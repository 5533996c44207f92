"""What did not go by plan in the December class: time granted, a question, a key that was corrected."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random

from courseplatform.demo.following import run
from courseplatform.demo.working import answer_all, skill_of
from courseplatform.kit import clock
from courseplatform.people.models import User
from courses.catalogue.models import Session
from exercises.authoring.models import Task
from exercises.cohorts.extending import More
from exercises.cohorts.models import Allotment, Assignment
from exercises.grades.fold import GradeKind
from exercises.questions import answering, asking
from exercises.rescoring import deciding
from exercises.rescoring.correcting import as_text, correct
from exercises.work.extending import extend
from exercises.work.handing_in import hand_in
from exercises.work.models import Attempt
from exercises.work.starting import begin_next

LETTERS = ("letters.dispatch",)
ASKED = datetime(2024, 12, 21, 12, 52, tzinfo=UTC)
TRIED_AGAIN = datetime(2024, 12, 22, 9, 15, tzinfo=UTC)
EXTENDED = datetime(2024, 12, 22, 15, 40, tzinfo=UTC)
HANDED_IN_LATE = datetime(2024, 12, 23, 17, 50, tzinfo=UTC)
HANDED_IN_WITH_MORE_TIME = datetime(2024, 12, 24, 17, 30, tzinfo=UTC)
CORRECTED = datetime(2025, 1, 9, 10, 5, tzinfo=UTC)

QUESTION = (
    "Statement 16 names two opposed camps and no outlet. Do I sort it as one allegation, or as two "
    "that bear each other out?"
)
ANSWER = (
    "As one. Two camps that say the same bear each other out only if you know that neither had it "
    "from the other, and the dossier does not say so. Put that doubt into the last task."
)
FOR_THE_CLASS = "Are two opposed camps that report the same thing one allegation or two?"
STILL_OPEN = (
    "My points for the second question went up when its range was corrected. Was my reasoning good all "
    "along, or was I only lucky with the number?"
)
WHY_CORRECTED = "The estimate of the last expert, 50, came in after the key had been written."


def ask_and_answer(student: User, instructor: User) -> None:
    """Let a student ask about a statement while she works; the whole class reads the answer."""
    allotment = Allotment.objects.visible_to(student).dated().order_by("pk")[0]
    task = Task.objects.get(version=allotment.version_id, kind="claim_sorting")
    with clock.at(ASKED):
        question = asking.ask(allotment, student, QUESTION, task=task, attempt_number=1)
        run(LETTERS)
    with clock.at(ASKED + timedelta(minutes=18)):
        answering.answer(question, ANSWER, by=instructor)
        answering.publish(question, asked=FOR_THE_CLASS, answered=ANSWER, by=instructor)
        run(LETTERS)


def try_again(allotment: Allotment, instructor: User) -> None:
    """Give somebody a second attempt after a device failed; the better of the two counts."""
    more = More(attempts=1, reason="The tablet failed in the matrix; the answers were half there.")
    with clock.at(TRIED_AGAIN):
        extend(allotment, more, by=instructor)
        run(LETTERS)
    with clock.at(TRIED_AGAIN + timedelta(minutes=50)):
        attempt = begin_next(Allotment.objects.dated().get(pk=allotment.pk), after=1)
    skill = min(1.0, skill_of(allotment.member.person) + 0.2)
    answer_all(attempt, skill, Random(2024))  # noqa: S311 - the same every time
    with clock.at(TRIED_AGAIN + timedelta(hours=3)):
        hand_in(_whole(attempt))


def give_time(allotment: Allotment, instructor: User) -> None:
    """Give somebody three days more; they hand in within them, so nothing is off."""
    due = datetime(2024, 12, 25, 19, tzinfo=UTC)
    reason = "On call at the hospital until Monday; asked on the day itself."
    with clock.at(EXTENDED):
        extend(allotment, More(due, due + timedelta(days=1), reason=reason), by=instructor)
        run(LETTERS)
    with clock.at(HANDED_IN_WITH_MORE_TIME):
        hand_in(_whole(allotment.attempts.get()))


def correct_a_key(session: Session, instructor: User) -> None:
    """Correct the range of one estimate after the marks were out, and score the class again."""
    cohort_ref = session.cohort.cohort_ref
    estimates = Task.objects.filter(kind="estimate", version__injects=[])
    task = estimates.select_related("version__edition").get(
        version__in=Assignment.objects.filter(cohort__ref=cohort_ref).values("version")
    )
    assignment = Assignment.objects.get(cohort__ref=cohort_ref, version=task.version)
    key = json.loads(as_text(task))
    key["questions"]["Q2"]["high"] = 50
    with clock.at(CORRECTED):
        correction = correct(task, json.dumps(key), why=WHY_CORRECTED, by=instructor)
        rescoring = deciding.begin(assignment, task, by=instructor, correction=correction)
        run(("rescoring.work",))
        rescoring.refresh_from_db()
    with clock.at(CORRECTED + timedelta(minutes=12)):
        deciding.decide(rescoring, reason=WHY_CORRECTED, tell=True, by=instructor)
        run(("rescoring.work", *LETTERS))


def leave_a_question(session: Session, now: datetime) -> None:
    """Let somebody who was scored again ask about it today; it waits for an answer."""
    moved = Allotment.objects.filter(
        member__cohort__ref=session.cohort.cohort_ref, grade_events__kind=GradeKind.RESCORED
    )
    allotment = moved.dated().select_related("member__person").order_by("pk")[0]
    task = Task.objects.get(version=allotment.version_id, kind="estimate")
    with clock.at(now - timedelta(hours=5)):
        asking.ask(allotment, allotment.member.person, STILL_OPEN, task=task, attempt_number=1)


def _whole(attempt: Attempt) -> Attempt:
    """Return an attempt with the dates that hold for it now."""
    rows = Attempt.objects.dated().select_related("allotment__member__cohort", "allotment__version")
    return rows.get(pk=attempt.pk).with_dates()

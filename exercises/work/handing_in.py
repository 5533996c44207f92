"""Handing in: everything at once, in one transaction, and one receipt whoever presses twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from exercises.authoring.frozen import tasks_in
from exercises.authoring.tasks import OpenTask, score_answers
from exercises.cohorts.clocks import counts_as
from exercises.cohorts.dates import Phase, Window
from exercises.cohorts.lateness import days_late, percent_off
from exercises.cohorts.models import Allotment
from exercises.grades.fold import GradeKind
from exercises.grades.recording import Decision, record
from exercises.kinds.score import Remark, Verdict
from exercises.kinds.score import Score as Scored
from exercises.work.models import Attempt, Receipt, Response, Revision, Score
from exercises.work.receipts import fingerprint
from exercises.work.sheets import Step, step_in

TOPIC = "marks"
HANDED_IN = "handed-in"  # for rooms above that gather what was answered
_AN_INSTANT = timedelta(microseconds=1)
NOTHING = gettext_noop("Nothing was handed in for this task.")


@transaction.atomic
def hand_in(attempt: Attempt) -> Receipt:
    """Freeze, score and receipt all answers of an attempt; a second call returns the receipt.

    Structured tasks are scored here and their grade recorded; what a person must look at waits for
    marking, what only the world can decide for its outcome. With a clock, what is handed in after
    the end counts as handed in at the end.

    Raises:
        Refusal: the exercise has closed; the answers stay as drafts.
    """
    locked(attempt)
    phase = attempt.allotment.window.phase(clock.now())
    if attempt.state == "open" and phase is Phase.CLOSED and not attempt.timed:
        raise Refusal(
            _(
                "This exercise closed before it was handed in. Your answers are kept as they are. "
                "Ask your instructor for more time, then hand in again."
            ),
            code="exercise-closed",
        )
    return close(attempt) or Receipt.objects.get(attempt=attempt)


def locked(attempt: Attempt) -> None:
    """Hold what was given until the transaction ends, so that nobody changes dates or clock meanwhile.

    What was changed since ``attempt`` was read is read anew, in a query of its own: the one that
    waits for the row sees the row's newest state, and everything else as it was before the wait.
    """
    held = Allotment.objects.select_for_update(no_key=True)
    changes = held.values_list("changes", flat=True).get(pk=attempt.allotment_id)
    if changes == attempt.allotment.changes:
        return
    around = ("member__cohort", "member__person", "version__edition", "assignment")
    rows = Allotment.objects.dated().select_related(*around)
    attempt.allotment = rows.get(pk=attempt.allotment_id)
    attempt.refresh_from_db(fields=["state", "minutes", "time_up_at"])


def close(attempt: Attempt, at: datetime | None = None) -> Receipt | None:
    """Hand in within the caller's transaction, dates held; None when it was handed in before.

    ``at`` is the instant it counts as of; without it now, or the end of its clock.
    """
    at = at or counts_as(attempt.ends_at, clock.now())
    by_clock = at == attempt.ends_at
    days = lateness(attempt.allotment.window, at, by_clock=by_clock)
    won = moves.try_move(
        attempt,
        "open",
        "handed_in",
        handed_in_at=at,
        late=days > 0,
        late_days=days,
        by_clock=by_clock,
    )
    if not won:
        return None
    responses = _freeze(attempt)
    _score(attempt, responses)
    return Receipt.objects.create(
        attempt=attempt, sha256=fingerprint(attempt, responses), handed_in_at=at
    )


def lateness(window: Window, at: datetime, *, by_clock: bool) -> int:
    """Return how many days late a hand-in is under dates that hold now.

    What the clock hands in was worked on until the last instant before its end.
    """
    return days_late(window.due_at, at - _AN_INSTANT if by_clock else at)


def _freeze(attempt: Attempt) -> list[Response]:
    """Read all answers and hold them: a save under way is in, or finds them handed in."""
    rows = Response.objects.filter(attempt=attempt).with_tasks().defer("task__brief")
    responses = list(rows.select_for_update(no_key=True, of=("self",)))
    handed_in = [
        Revision(
            response=row,
            number=row.revision,
            data=row.data,
            schema=row.schema,
            saved_at=row.saved_at or clock.now(),
            why="hand-in",
        )
        for row in responses
    ]
    # An answer that did not change after an inject is kept under this number already.
    Revision.objects.bulk_create(handed_in, ignore_conflicts=True)
    return responses


def _score(attempt: Attempt, responses: list[Response]) -> None:
    tasks = tasks_in(attempt.allotment.version)
    answers = score_answers([(tasks[row.task_id], row.data, row.schema) for row in responses])
    scored: list[Score] = []
    for row, found in zip(responses, answers, strict=True):
        score = found.score or _nothing_to_mark(step_in(row, tasks[row.task_id]))
        if score is not None:
            stored = score.to_json()
            scored.append(
                Score(
                    response=row,
                    points_c=score.points_c,
                    out_of_c=score.out_of_c,
                    remarks=stored["remarks"],
                    scorer=found.scorer,
                    key=found.key,
                    scored_at=clock.now(),
                )
            )
    Score.objects.bulk_create(scored)
    done = {score.response_id for score in scored}
    left = [row for row in responses if row.pk not in done]
    later = {row.pk for row in left if _settled_later(tasks[row.task_id])}
    state = Case(
        When(pk__in=done, then=Value("scored")),
        When(pk__in=later, then=Value("to_settle")),
        default=Value("to_mark"),
    )
    Response.objects.filter(attempt=attempt).update(state=state)
    percent = percent_off(attempt.allotment.working_rules, attempt.late_days)
    record(
        attempt.allotment_id,
        attempt.number,
        GradeKind.SCORED,
        [Decision(score.response.task_id, score.points_c, score.out_of_c) for score in scored],
        less_percent=percent or None,
    )
    if len(left) > len(later):
        wake(TOPIC)
    wake(HANDED_IN)


def _settled_later(task: OpenTask) -> bool:
    return task.kind.settled_later(task.brief)


def _nothing_to_mark(step: Step) -> Scored | None:
    """Return no points for an empty answer: nobody's time is asked for a blank page.

    What is settled later may still be answered until its question closes, so nothing is lost yet.
    """
    if not step.empty or _settled_later(step.task):
        return None
    return Scored.of([Remark("", Verdict.NO, 0, step.task.points_c, NOTHING)])

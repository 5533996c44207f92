"""Handing in: everything at once, in one transaction, and one receipt whoever presses twice."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from courseplatform.kit import clock, moves
from courseplatform.kit.refusals import Refusal
from courseplatform.kit.wake import wake
from exercises.authoring.tasks import score_answers
from exercises.cohorts.dates import Phase
from exercises.grades.fold import GradeKind
from exercises.grades.recording import Decision, record
from exercises.kinds.score import Remark, Verdict
from exercises.kinds.score import Score as Scored
from exercises.work.models import Attempt, Receipt, Response, Revision, Score
from exercises.work.receipts import fingerprint
from exercises.work.sheets import step_of

TOPIC = "marks"
HANDED_IN = "handed-in"  # for rooms above that gather what was answered
NOTHING = gettext_noop("Nothing was handed in for this task.")


@transaction.atomic
def hand_in(attempt: Attempt) -> Receipt:
    """Freeze, score and receipt all answers of an attempt; a second call returns the receipt.

    Structured tasks are scored here and their grade recorded; what a person must look at waits for
    marking, what only the world can decide for its outcome.

    Raises:
        Refusal: the exercise has closed; the answers stay as drafts.
    """
    now = clock.now()
    phase = attempt.allotment.window.phase(now)
    if attempt.state == "open" and phase is Phase.CLOSED:
        raise Refusal(
            _(
                "This exercise closed before it was handed in. Your answers are kept as they are. "
                "Ask your instructor for more time, then hand in again."
            ),
            code="exercise-closed",
        )
    won = moves.try_move(attempt, "open", "handed_in", handed_in_at=now, late=phase is Phase.LATE)
    if not won:
        return Receipt.objects.get(attempt=attempt)
    responses = _freeze(attempt)
    _score(attempt, responses)
    return Receipt.objects.create(
        attempt=attempt, sha256=fingerprint(attempt, responses), handed_in_at=now
    )


def _freeze(attempt: Attempt) -> list[Response]:
    """Close all answers to saving, then read them: a save under way is in or is refused."""
    Response.objects.filter(attempt=attempt, state="draft").update(state="to_mark")
    responses = list(Response.objects.filter(attempt=attempt).with_tasks())
    Revision.objects.bulk_create(
        Revision(
            response=row,
            number=row.revision,
            data=row.data,
            schema=row.schema,
            saved_at=row.saved_at or clock.now(),
            why="hand-in",
        )
        for row in responses
    )
    return responses


def _score(attempt: Attempt, responses: list[Response]) -> None:
    answers = score_answers([(row.task, row.data, row.schema) for row in responses])
    scored: list[Score] = []
    for row, (found, scorer) in zip(responses, answers, strict=True):
        score = found or _nothing_to_mark(row)
        if score is not None:
            stored = score.to_json()
            scored.append(
                Score(
                    response=row,
                    points_c=score.points_c,
                    out_of_c=score.out_of_c,
                    remarks=stored["remarks"],
                    scorer=scorer,
                    scored_at=clock.now(),
                )
            )
    Score.objects.bulk_create(scored)
    done = {score.response_id for score in scored}
    Response.objects.filter(pk__in=done).update(state="scored")
    open_ = [row for row in responses if row.pk not in done]
    later = [row.pk for row in open_ if _settled_later(row)]
    Response.objects.filter(pk__in=later).update(state="to_settle")
    record(
        attempt.allotment_id,
        attempt.number,
        GradeKind.SCORED,
        [Decision(score.response.task_id, score.points_c, score.out_of_c) for score in scored],
    )
    if len(open_) > len(later):
        wake(TOPIC)
    wake(HANDED_IN)


def _settled_later(row: Response) -> bool:
    task = step_of(row).task
    return task.kind.settled_later(task.brief)


def _nothing_to_mark(row: Response) -> Scored | None:
    """Return no points for an empty answer: nobody's time is asked for a blank page.

    What is settled later may still be answered until its question closes, so nothing is lost yet.
    """
    step = step_of(row)
    if not step.empty or step.task.kind.settled_later(step.task.brief):
        return None
    return Scored.of([Remark("", Verdict.NO, 0, row.task.points_c, NOTHING)])

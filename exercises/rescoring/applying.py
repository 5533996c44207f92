"""Applying a list: a new score beside the old, an event in the book, a letter to who moved."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from courseplatform.kit import clock, moves
from courseplatform.letters.writing import write
from courseplatform.people import audit
from exercises.authoring.keys import KeyInForce
from exercises.cohorts.models import Allotment
from exercises.grades.fold import GradeKind
from exercises.grades.recording import Decision, record
from exercises.rescoring.listing import key_for, scored_now
from exercises.rescoring.models import Rescoring, RescoringLine
from exercises.work.models import Attempt, Score
from exercises.work.showing import newest_beside, showing_of

BATCH = 50


def apply_some(rescoring: Rescoring) -> int:
    """Apply one batch of lines, each for itself; return how many.

    Safe to run twice at once and to die in the middle: a line is applied by whoever moves it.
    """
    if rescoring.state != "running":
        return 0
    key = key_for(rescoring)
    lines = list(
        rescoring.lines.filter(state="listed")
        .select_related("response__task", "response__attempt")
        .defer("response__task__key")
        .order_by("id")[:BATCH]
    )
    for line in lines:
        _apply(rescoring, line, key)
    if len(lines) < BATCH:
        _finish(rescoring)
    return len(lines)


@transaction.atomic
def _apply(rescoring: Rescoring, line: RescoringLine, key: KeyInForce) -> None:
    attempt = line.response.attempt
    # Whoever else decides about this person's work holds the same row.
    Allotment.objects.select_for_update(no_key=True).get(pk=attempt.allotment_id)
    allotments = Allotment.objects.dated().select_related("assignment", "member__person", "version")
    attempt.allotment = allotments.get(pk=attempt.allotment_id)
    score = Score.objects.filter(pk=line.score_id).first()
    if score is None:
        moves.try_move(line, "listed", "skipped", why="changed")
        return
    score.response = line.response
    found = scored_now(score, key)
    if found.score is None or found.score.points_c != line.after_c:
        moves.try_move(line, "listed", "skipped", why="changed")
        return
    if not moves.try_move(line, "listed", "applied"):
        return
    if not line.differs and (found.key, found.scorer) == (score.key, score.scorer):
        return
    now = clock.now()
    Score.history.filter(pk=score.pk).update(replaced_at=now)
    newest = Score.history.filter(response=line.response).aggregate(newest=Max("number"))["newest"]
    Score.history.create(
        response=line.response,
        number=newest + 1,
        points_c=found.score.points_c,
        out_of_c=found.score.out_of_c,
        remarks=found.score.to_json()["remarks"],
        scorer=found.scorer,
        key=found.key,
        scored_at=now,
    )
    if line.moves_by_c:
        _note(rescoring, line, attempt)


def _note(rescoring: Rescoring, line: RescoringLine, attempt: Attempt) -> None:
    """Put the new points into the book, and tell the student if they may see them."""
    record(
        attempt.allotment_id,
        attempt.number,
        GradeKind.RESCORED,
        [Decision(line.response.task_id, line.after_c, line.out_of_c)],
        actor=rescoring.decided_by,
    )
    if not rescoring.tell:
        return
    allotment = attempt.allotment
    if not showing_of(allotment, newest_beside(attempt)).points:
        return
    write(
        f"rescored:{rescoring.ref}:{attempt.ref}",
        "rescored",
        to=allotment.member.person,
        context={
            "exercise": allotment.version.title,
            "task": line.response.task.title,
            "reason": rescoring.reason,
            "path": reverse("feedback-task", args=[attempt.ref, line.response.task.position]),
        },
    )


def _finish(rescoring: Rescoring) -> None:
    if moves.try_move(rescoring, "running", "done", done_at=clock.now()):
        applied = rescoring.lines.filter(state="applied")
        audit.record(
            rescoring.decided_by,
            "rescoring.done",
            f"rescoring:{rescoring.ref}",
            moved=sum(1 for line in applied if line.moves_by_c),
            skipped=rescoring.lines.filter(state="skipped").count(),
        )

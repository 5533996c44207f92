"""The dry run: every stored score of a task in a class beside what it would be now. Nothing moves."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from courseplatform.kit import moves
from exercises.authoring.keys import KeyInForce, key_in_force
from exercises.authoring.tasks import ScoredAnswer, score_answer
from exercises.grades.fold import GradeKind
from exercises.grades.models import GradeEvent
from exercises.rescoring.models import Rescoring, RescoringLine
from exercises.work.models import Score

BATCH = 100
BY_RULE = {GradeKind.SCORED, GradeKind.RESCORED}


def list_some(rescoring: Rescoring) -> int:
    """Compare one batch of scores; return how many. Safe to run twice and to die in the middle."""
    if rescoring.state != "listing":
        return 0
    key = key_for(rescoring)
    with transaction.atomic():
        rows = list(left_to_list(rescoring)[:BATCH])
        decided = _decided_by_hand(rows)
        RescoringLine.objects.bulk_create(
            [_line(rescoring, row, key, by_hand=row.pk in decided) for row in rows],
            ignore_conflicts=True,
        )
        if len(rows) < BATCH:
            moves.try_move(rescoring, "listing", "listed")
    return len(rows)


def left_to_list(rescoring: Rescoring) -> QuerySet[Score]:
    """Return the scores of the class that are not compared yet."""
    listed = RescoringLine.objects.filter(rescoring=rescoring, response=OuterRef("response"))
    return (
        Score.objects.filter(
            response__task=rescoring.task_id,
            response__attempt__allotment__assignment=rescoring.assignment_id,
        )
        .exclude(Exists(listed))
        .select_related("response__task", "response__attempt")
        .defer("response__task__key")
        .order_by("response_id")
    )


def key_for(rescoring: Rescoring) -> KeyInForce:
    """Return the key that a re-scoring uses: its corrected one, or the one in force."""
    wanted = rescoring.correction
    if wanted is None:
        return key_in_force(rescoring.task_id)
    return KeyInForce(wanted.data, wanted.schema, wanted.number)


def scored_now(score: Score, key: KeyInForce) -> ScoredAnswer:
    """Score again what was handed in; the answer is read as it was stored."""
    row = score.response
    return score_answer(row.task, row.data, row.schema, key)


def _line(rescoring: Rescoring, score: Score, key: KeyInForce, *, by_hand: bool) -> RescoringLine:
    line = RescoringLine(
        rescoring=rescoring,
        response=score.response,
        score=score,
        before_c=score.points_c,
        after_c=score.points_c,
        out_of_c=score.out_of_c,
        differs=False,
    )
    if by_hand:
        return _skipped(line, "by-hand")
    if score.response.erased_at is not None:
        return _skipped(line, "erased")
    found = scored_now(score, key).score
    if found is None:
        return _skipped(line, "unscored")
    line.after_c, line.out_of_c = found.points_c, found.out_of_c
    line.differs = found.to_json() != score.scored.to_json()
    return line


def _skipped(line: RescoringLine, why: str) -> RescoringLine:
    line.state, line.why = "skipped", why
    return line


def _decided_by_hand(scores: Sequence[Score]) -> set[int]:
    """Return the scores whose grade a person, or an outcome, has decided since; one query."""
    by_place = {
        (row.response.attempt.allotment_id, row.response.attempt.number): row.pk for row in scores
    }
    events = GradeEvent.objects.filter(
        task__in={row.response.task_id for row in scores},
        allotment__in={allotment for allotment, _number in by_place},
    ).order_by("id")
    newest = {
        (allotment, number): kind
        for allotment, number, kind in events.values_list("allotment_id", "attempt_number", "kind")
    }
    return {
        pk for place, pk in by_place.items() if newest.get(place, GradeKind.SCORED) not in BY_RULE
    }

"""What follows from a decision: grade events where a task gives points for it, and letters.

Everything is computed anew from the events, so a correction and a voided question need no repair:
what they change is appended, what they leave alone is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from courseplatform.letters.writing import Draft, write_all
from exercises.authoring.tasks import open_task
from exercises.calibration.forecasting import counting
from exercises.calibration.models import Asking, Forecast, ForecastQuestion, ForecastQuestionEvent
from exercises.calibration.settlement import EventKind, counts_until
from exercises.grades.fold import GradeKind
from exercises.grades.models import GradeEvent
from exercises.grades.recording import Decision, record
from exercises.kinds.forecast.score import (
    FORM_NAMES,
    measured,
    named_chances,
    outcome_text,
    settled_score,
    vector_of,
)
from exercises.kinds.forecast.types import Answer, Brief, Key, Settled
from exercises.work.models import Attempt

BATCH = 20
BY_RULE = {GradeKind.SCORED, GradeKind.SETTLED}


def settle() -> int:
    """Let points and letters follow the decisions they have not followed yet; return how many."""
    waiting = ForecastQuestion.objects.filter(events__number__gt=F("settled_through"))
    keys = waiting.order_by("pk").values_list("pk", flat=True).distinct()[:BATCH]
    return sum(settle_one(key) for key in list(keys))


@transaction.atomic
def settle_one(pk: int) -> int:
    """Follow the newest decision about one question; tell whether there was one (1 or 0)."""
    question = ForecastQuestion.objects.select_for_update(no_key=True).get(pk=pk)
    newest = question.events.order_by("-number").first()
    if newest is None or newest.number <= question.settled_through:
        return 0
    for asking in question.askings.filter(task__isnull=False):
        _grade(asking)
    write_all(list(_letters(question, newest)))
    ForecastQuestion.objects.filter(pk=pk).update(settled_through=newest.number)
    return 1


@dataclass
class _Asked:
    """All questions that one task asks in one class, with what counts of every member."""

    brief: Brief
    questions: Mapping[str, ForecastQuestion]
    counts: dict[int, dict[str, Mapping[str, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, asking: Asking) -> _Asked | None:
        """Read them; None where the task gives no points later."""
        assert asking.task is not None  # noqa: S101 - asked for by the caller
        brief = open_task(asking.task).brief
        if not brief.points_later:
            return None
        rows = Asking.objects.filter(cohort=asking.cohort_id, task=asking.task_id)
        questions = {
            row.local_id: row.question
            for row in rows.select_related("question").prefetch_related("question__events")
        }
        found = cls(brief, questions)
        made: dict[tuple[int, str], list[Forecast]] = defaultdict(list)
        ids = {question.pk: local for local, question in questions.items()}
        for row in Forecast.objects.filter(question__in=ids, member__cohort=asking.cohort_id):
            made[row.member_id, ids[row.question_id]].append(row)
        for (member, local), forecasts in made.items():
            question = questions[local]
            until = counts_until(question.settlement, question.closes_at)
            if held := counting(forecasts, until):
                found.counts.setdefault(member, {})[local] = held.chances
        return found

    def points(self, member: int) -> tuple[int, int]:
        """Return the points (hundredths) a member has for what is resolved, and out of how many."""
        resolved = {
            local: Settled(question.settlement.outcome, "–")
            for local, question in self.questions.items()
            if question.settlement.resolved
        }
        asked = tuple(each for each in self.brief.questions if each.id in resolved)
        if not asked:
            return 0, 0
        brief = Brief(asked, self.brief.each_c)
        score = settled_score(brief, Key(resolved), Answer(self.counts.get(member, {})))
        return score.points_c, score.out_of_c


def _grade(asking: Asking) -> None:
    """Append a grade event for every attempt whose points a decision changes.

    What a person decided about the points of an attempt stands above what outcomes say.
    """
    asked = _Asked.of(asking)
    if asked is None:
        return
    attempts = Attempt.objects.filter(
        state="handed_in",
        allotment__member__cohort=asking.cohort_id,
        responses__task=asking.task_id,
    ).select_related("allotment")
    standing: dict[tuple[int, int], GradeEvent] = {}
    events = GradeEvent.objects.filter(task=asking.task_id)
    for event in events.filter(allotment__member__cohort=asking.cohort_id).order_by("id"):
        standing[event.allotment_id, event.attempt_number] = event
    for attempt in attempts:
        points_c, out_of_c = asked.points(attempt.allotment.member_id)
        held = standing.get((attempt.allotment_id, attempt.number))
        if held is None and not out_of_c:
            continue
        if held is not None and (
            held.kind not in BY_RULE or (held.points_c, held.out_of_c) == (points_c, out_of_c)
        ):
            continue
        decision = Decision(asking.task_id or 0, points_c, out_of_c)
        record(attempt.allotment_id, attempt.number, GradeKind.SETTLED, [decision])


def _letters(question: ForecastQuestion, event: ForecastQuestionEvent) -> Iterator[Draft]:
    """Yield a letter to everybody who gave a forecast and still belongs to the class."""
    made: dict[int, list[Forecast]] = defaultdict(list)
    rows = Forecast.objects.filter(question=question, member__state="active")
    for row in rows.select_related("member__person").order_by("number"):
        made[row.member_id].append(row)
    for forecasts in made.values():
        member = forecasts[0].member
        yield Draft(
            key=f"forecast-decided:{question.ref}:{event.number}:{member.ref}",
            template="forecast_decided",
            to=member.person,
            context=_context(question, event, forecasts),
            stoppable=True,
            thread=f"forecast-question:{question.ref}",
        )


def _context(
    question: ForecastQuestion, event: ForecastQuestionEvent, forecasts: list[Forecast]
) -> dict[str, Any]:
    shape = question.shape
    held = counting(forecasts, counts_until(question.settlement, question.closes_at))
    facts: dict[str, Any] = {
        "question": question.text,
        "decided": event.kind,
        "again": event.number > 1,
        "reason": event.reason,
        "mine": named_chances(shape, held.chances) if held else "",
        "path": reverse("forecast", args=[question.ref]),
    }
    if event.kind == EventKind.RESOLVED:
        facts["outcome"] = outcome_text(shape, event.outcome)
        facts["source"] = event.source
        if held:
            measure = measured(shape, vector_of(shape, held.chances), event.outcome)
            facts["form"] = FORM_NAMES[measure.form]
            facts["value"], facts["worst"] = f"{measure.value:.3f}", measure.worst
    return facts

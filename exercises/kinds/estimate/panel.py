"""A panel's estimates as a key: the range of their numbers, the levels of their confidence. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exercises.kinds.estimate.types import Answer, Brief, Estimate, Key, Question, QuestionKey
from exercises.kinds.panels import (
    PanelLine,
    PanelReading,
    Ratings,
    joined,
    judge_order,
)
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.labels import N_
from exercises.tradecraft.words import TERMS, Confidence, Scale, accepted_terms

NUMBER, CONFIDENCE = N_("The number, %"), N_("The confidence")
_LEVELS: Mapping[str, float] = {str(each): n for n, each in enumerate(Confidence)}


def read(brief: Brief, answers: Sequence[Answer], before: Key | None = None) -> PanelReading[Key]:
    """Build a key from experts' estimates.

    The range goes from the lowest of their numbers to the highest. Numbers differ where their words
    lie two rows of the scale apart; then every number earns the points. Confidence is judged by its
    three levels in the same way.
    """
    lines: list[PanelLine] = []
    questions: dict[str, QuestionKey] = {}
    for question in brief.questions:
        given = [answer.estimates.get(question.id, Estimate()) for answer in answers]
        old = before.questions.get(question.id) if before else None
        found, entry = _question(brief, question, given, old.why if old else "")
        lines += found
        if entry is not None:
            questions[question.id] = entry
    key = Key(questions) if questions else None
    return PanelReading(key, tuple(lines), ratings(brief, answers))


def _question(
    brief: Brief, question: Question, given: Sequence[Estimate], why: str
) -> tuple[list[PanelLine], QuestionKey | None]:
    numbers = [each.number for each in given if each.number is not None]
    levels = [str(each.confidence) for each in given if each.confidence]
    rows = {str(number): _row(number, brief.scale) for number in numbers}
    first = judge_order([str(number) for number in numbers], rows)
    second = judge_order(levels, _LEVELS)
    group = f"{question.id} · {question.text}"
    lines = [
        PanelLine.of(
            first,
            label=NUMBER,
            given=tuple(str(each.number or "") for each in given),
            taken=f"{min(numbers)} – {max(numbers)}" if numbers else "",
            group=group,
        ),
        PanelLine.of(
            second,
            label=CONFIDENCE,
            given=tuple(str(each.confidence or "") for each in given),
            taken=joined(levels),
            group=group,
            notes=tuple(each.because for each in given),
        ),
    ]
    if not numbers or not levels:
        return lines, None
    return lines, QuestionKey(
        low=min(numbers),
        high=max(numbers),
        confidence=frozenset(map(Confidence, levels)),
        range_open=not first.graded,
        confidence_open=not second.graded,
        why=why,
    )


def _row(number: int, scale: Scale) -> float:
    """The place on the scale of the word for a number; between two words, the middle."""
    places = [TERMS[scale].index(term) for term in accepted_terms(number, scale)]
    return sum(places) / len(places)


def ratings(brief: Brief, answers: Sequence[Answer], key: Key | None = None) -> tuple[Ratings, ...]:
    """Return the numbers, which can be subtracted, and the levels of confidence, which have an order."""
    lines = tuple(each.id for each in brief.questions)
    given = [[answer.estimates.get(line, Estimate()) for answer in answers] for line in lines]
    numbers = tuple(
        tuple(None if each.number is None else str(each.number) for each in row) for row in given
    )
    levels = tuple(
        tuple(str(each.confidence) if each.confidence else None for each in row) for row in given
    )
    entries = [key.questions[line] for line in lines] if key else []
    ranges = tuple(
        None if entry.range_open else frozenset(map(str, range(entry.low, entry.high + 1)))
        for entry in entries
    )
    accepted = tuple(
        None if entry.confidence_open else frozenset(map(str, entry.confidence))
        for entry in entries
    )
    return (
        Ratings(NUMBER, Metric.INTERVAL, lines, numbers, accepted=ranges),
        Ratings(CONFIDENCE, Metric.ORDINAL, lines, levels, _LEVELS, accepted),
    )

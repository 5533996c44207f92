"""A panel's forecasts as the reference beside a student's; what happened decides the points. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exercises.kinds.forecast.types import YES, Answer, Brief, Key, Question, complete
from exercises.kinds.panels import (
    NOBODY,
    SHOWN,
    PanelLine,
    PanelReading,
    Ratings,
    whole_hundred,
)
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.labels import N_

CHANCES = N_("Chances, %")


def read(brief: Brief, answers: Sequence[Answer], before: Key | None = None) -> PanelReading[Key]:
    """Take the mean of the experts' chances as the reference; outcomes stay as the key has them."""
    lines: list[PanelLine] = []
    reference: dict[str, tuple[int, ...]] = {}
    for question in brief.questions:
        given = [answer.chances.get(question.id, {}) for answer in answers]
        found = _reference(question, given)
        lines += _lines(question, given, found)
        if found:
            reference[question.id] = found
    settled = before.settled if before else {}
    why = before.why if before else {}
    key = Key(settled, reference, why) if reference else None
    return PanelReading(key, tuple(lines), ratings(brief, answers))


def _reference(question: Question, given: Sequence[Mapping[str, int]]) -> tuple[int, ...]:
    whole = [chances for chances in given if complete(question, chances)]
    if not whole:
        return ()
    means = [sum(each[id_] for each in whole) / len(whole) for id_ in question.ids]
    return (int(means[0] + 0.5),) if question.binary else whole_hundred(means)


def _lines(
    question: Question, given: Sequence[Mapping[str, int]], reference: tuple[int, ...]
) -> list[PanelLine]:
    texts = {each.id: each.text for each in question.outcomes} or {YES: N_("Yes")}
    return [
        PanelLine(
            group=f"{question.id} · {question.text}",
            label=text,
            given=tuple(str(chances.get(id_, "")) for chances in given),
            taken=str(reference[place]) if reference else "",
            steps=None,
            graded=False,
            why=SHOWN if reference else NOBODY,
        )
        for place, (id_, text) in enumerate(texts.items())
    ]


def ratings(brief: Brief, answers: Sequence[Answer], key: Key | None = None) -> tuple[Ratings, ...]:
    """Return every chance that was given."""
    handles = [(each.id, id_) for each in brief.questions for id_ in each.ids]
    return (
        Ratings(
            CHANCES,
            Metric.INTERVAL,
            tuple(f"{question}, {id_}" for question, id_ in handles),
            tuple(
                tuple(
                    None if (chance := answer.chances.get(question, {}).get(id_)) is None
                    else str(chance)
                    for answer in answers
                )
                for question, id_ in handles
            ),
        ),
    )  # fmt: skip

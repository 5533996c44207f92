"""Scoring forecasts that are settled; the others wait, and say so. Pure.

Yes-or-no questions by half Brier (0 to 1), ordered outcomes by ordered Brier, others by full Brier
(0 to 2). Credit is 1 minus the score over its worst value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exercises.kinds.forecast.types import NO, YES, Answer, Brief, Key, Question, Settled, complete
from exercises.kinds.score import Fact, Remark, Score, Verdict, earned, verdict_of
from exercises.tradecraft.forecasts import brier, from_percentages, half_brier, ordered_brier
from exercises.tradecraft.labels import N_

OPEN = N_("{question}: open until {deadline}. Your forecast: {mine}.")
NOT_GIVEN = N_("{question}: no forecast was given.")
NOT_GIVEN_SETTLED = N_("{question}: no forecast was given. It came out “{outcome}”.")
SETTLED = N_(
    "{question}: “{outcome}”. Your forecast: {mine}. {name} {value} (0 is best, {worst} worst)."
)
REFERENCE = N_("{question}: reference forecast {theirs}.")

HALF, ORDERED, FULL = N_("Half Brier score"), N_("Ordered Brier score"), N_("Brier score")


def score(brief: Brief, key: Key, answer: Answer) -> Score:
    """A line for each question: its Brier score once it is settled, its deadline until then."""
    remarks = [
        remark
        for question in brief.questions
        for remark in _question(brief, key, question, answer.chances.get(question.id, {}))
    ]
    return Score.of(remarks)


def _question(
    brief: Brief, key: Key, question: Question, chances: Mapping[str, int]
) -> Iterator[Remark]:
    settled, note = key.settled.get(question.id), key.why.get(question.id, "")
    given = complete(question, chances)
    if settled:
        yield _settled(brief, question, settled, chances if given else None)
    else:
        template = OPEN if given else NOT_GIVEN
        facts: dict[str, Fact] = {"question": question.id}
        if given:
            facts |= {"deadline": question.deadline, "mine": _named(question, chances)}
        verdict = verdict_of(0, brief.each_c)
        yield Remark(question.id, verdict, 0, brief.each_c, template, facts, note)
    if question.id in key.reference:
        theirs = dict(zip(question.ids, key.reference[question.id], strict=True))
        facts = {"question": question.id, "theirs": _named(question, theirs)}
        yield Remark(question.id, Verdict.INFO, 0, 0, REFERENCE, facts)


def _settled(
    brief: Brief, question: Question, settled: Settled, chances: Mapping[str, int] | None
) -> Remark:
    worth = brief.each_c
    facts: dict[str, Fact] = {"question": question.id, "outcome": _text(question, settled.outcome)}
    if chances is None:
        verdict = verdict_of(0, worth)
        return Remark(question.id, verdict, 0, worth, NOT_GIVEN_SETTLED, facts, settled.source)
    name, value, worst = _brier(question, chances, settled.outcome)
    points = earned(1 - value / worst, worth)
    facts |= {
        "mine": _named(question, chances),
        "name": name,
        "value": f"{value:.3f}",
        "worst": worst,
    }
    verdict = verdict_of(points, worth)
    return Remark(question.id, verdict, points, worth, SETTLED, facts, settled.source)


def _brier(question: Question, chances: Mapping[str, int], outcome: str) -> tuple[str, float, int]:
    """Name, value and worst value of the score that fits the question."""
    if question.binary:
        return HALF, half_brier(chances[YES] / 100, outcome == YES), 1
    vector = from_percentages(chances[id_] for id_ in question.ids)
    place = question.ids.index(outcome)
    if question.ordered:
        return ORDERED, ordered_brier(vector, place), 2
    return FULL, brier(vector, place), 2


def _text(question: Question, outcome: str) -> str:
    return next((each.text for each in question.outcomes if each.id == outcome), outcome)


def _named(question: Question, chances: Mapping[str, int]) -> str:
    return ", ".join(f"{_text(question, id_)} {chances[id_]} %" for id_ in question.ids)


def outcomes_of(question: Question) -> frozenset[str]:
    """Ids a question may be settled by."""
    return frozenset({YES, NO}) if question.binary else frozenset(question.ids)

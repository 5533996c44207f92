"""Scoring forecasts that are settled; the others wait, and say so. Pure.

Yes-or-no questions by half Brier (0 to 1), ordered outcomes by ordered Brier, others by full Brier
(0 to 2). Credit is 1 minus the score over its worst value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

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


class Form(StrEnum):
    """Which Brier score is shown; they differ by up to two, so its name always stands beside it."""

    HALF = "half"
    ORDERED = "ordered"
    FULL = "full"


FORM_NAMES: Mapping[Form, str] = {
    Form.HALF: N_("Half Brier score"),
    Form.ORDERED: N_("Ordered Brier score"),
    Form.FULL: N_("Brier score"),
}
WORST: Mapping[Form, int] = {Form.HALF: 1, Form.ORDERED: 2, Form.FULL: 2}


@dataclass(frozen=True, slots=True)
class Measure:
    """What one forecast is worth now that the outcome is known: 0 is best, ``worst`` worst."""

    form: Form
    value: float

    @property
    def worst(self) -> int:
        """The value of being sure of what did not happen."""
        return WORST[self.form]

    @property
    def credit(self) -> float:
        """1 for certainty that came true, 0 for the worst."""
        return 1 - self.value / self.worst


def score(brief: Brief, key: Key, answer: Answer) -> Score | None:
    """A line for each question: its Brier score once it is settled, its deadline until then.

    None where points come later: only then is there something to give them for.
    """
    if brief.points_later:
        return None
    return settled_score(brief, key, answer)


def settled_score(brief: Brief, key: Key, answer: Answer) -> Score:
    """Score what the key settles, whenever the points come."""
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
            facts |= {"deadline": question.deadline, "mine": named_chances(question, chances)}
        verdict = verdict_of(0, brief.each_c)
        yield Remark(question.id, verdict, 0, brief.each_c, template, facts, note)
    if question.id in key.reference:
        theirs = dict(zip(question.ids, key.reference[question.id], strict=True))
        facts = {"question": question.id, "theirs": named_chances(question, theirs)}
        yield Remark(question.id, Verdict.INFO, 0, 0, REFERENCE, facts)


def _settled(
    brief: Brief, question: Question, settled: Settled, chances: Mapping[str, int] | None
) -> Remark:
    worth = brief.each_c
    facts: dict[str, Fact] = {
        "question": question.id,
        "outcome": outcome_text(question, settled.outcome),
    }
    if chances is None:
        verdict = verdict_of(0, worth)
        return Remark(question.id, verdict, 0, worth, NOT_GIVEN_SETTLED, facts, settled.source)
    measure = measured(question, vector_of(question, chances), settled.outcome)
    points = earned(measure.credit, worth)
    facts |= {
        "mine": named_chances(question, chances),
        "name": FORM_NAMES[measure.form],
        "value": f"{measure.value:.3f}",
        "worst": measure.worst,
    }
    verdict = verdict_of(points, worth)
    return Remark(question.id, verdict, points, worth, SETTLED, facts, settled.source)


def vector_of(question: Question, chances: Mapping[str, int]) -> tuple[float, ...]:
    """Return complete chances in per cent as probabilities in the order of ``question.ids``."""
    if question.binary:
        return (chances[YES] / 100,)
    return from_percentages(chances[id_] for id_ in question.ids)


def measured(question: Question, vector: Sequence[float], outcome: str) -> Measure:
    """Return the score in the form that fits the question.

    Half Brier for yes or no, ordered Brier where a near miss should cost less, full Brier else.

    Args:
        question: what was asked.
        vector: probabilities in the order of ``question.ids``; of yes alone for yes or no.
        outcome: how it came out, one of ``outcomes_of``.
    """
    if question.binary:
        return Measure(Form.HALF, half_brier(vector[0], outcome == YES))
    place = question.ids.index(outcome)
    if question.ordered:
        return Measure(Form.ORDERED, ordered_brier(vector, place))
    return Measure(Form.FULL, brier(vector, place))


def outcome_text(question: Question, outcome: str) -> str:
    """Return an outcome in the question's own words; yes and no as they are."""
    return next((each.text for each in question.outcomes if each.id == outcome), outcome)


def named_chances(question: Question, chances: Mapping[str, int]) -> str:
    """Return complete chances in words: "yes 70 %", or "none: 50 %, few: 30 %, many: 20 %"."""
    if question.binary:
        return f"{YES} {chances[YES]} %"
    return ", ".join(f"{outcome_text(question, id_)}: {chances[id_]} %" for id_ in question.ids)


def outcomes_of(question: Question) -> frozenset[str]:
    """Ids a question may be settled by."""
    return frozenset({YES, NO}) if question.binary else frozenset(question.ids)

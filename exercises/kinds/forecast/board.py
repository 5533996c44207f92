"""The class board of forecasts: chances as a distribution beside the reference. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exercises.kinds.boards import (
    TENTHS,
    Board,
    Finding,
    Given,
    Json,
    bars,
    tenths,
    waiting,
)
from exercises.kinds.forecast.score import named_chances, outcome_text
from exercises.kinds.forecast.types import YES, Answer, Brief, Key, Question, complete
from exercises.tradecraft.disclosure import (
    LIMITS,
    Audience,
    Hidden,
    disclose_mean,
    disclose_median,
)
from exercises.tradecraft.labels import N_, Sentence

MIDDLE = N_("The middle of the class holds {median} % for yes.")
MEANS = N_("On average the class gives {first} the most: {mean} %.")
ALIKE = N_("Nearly the whole class gives the same chances.")
REFERENCE = N_("The reference forecast: {theirs}.")
CAME_OUT = N_("It came out: {outcome}.")


class ForecastBoard(Board[Brief, Key, Answer]):
    """Each question's chances; how it came out where that is known."""

    def findings(
        self, brief: Brief, key: Key, given: Sequence[Given[Answer]], audience: Audience
    ) -> Sequence[Finding]:
        """One finding for each question."""
        return [_question(each, key, given, audience) for each in brief.questions]

    def mine(self, brief: Brief, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The tenth that a chance of yes falls into."""
        return {
            each.id: list(tenths([answer.chances[each.id][YES]]))
            for each in brief.questions
            if each.binary and YES in answer.chances.get(each.id, {})
        }


def _question(
    question: Question, key: Key, given: Sequence[Given[Answer]], audience: Audience
) -> Finding:
    held = [each.answer.chances.get(question.id, {}) for each in given]
    whole = [each for each in held if complete(question, each)]
    if question.binary:
        chances = [each[YES] for each in whole]
        facts: Json = {"bars": bars(tenths(chances), TENTHS, audience, _reference(question, key))}
        found = disclose_median(chances, audience)
        sentence = (
            Sentence(ALIKE)
            if isinstance(found, Hidden)
            else Sentence.of(MIDDLE, median=f"{found:g}")
        )
    else:
        rows, sentence = _means(question, whole, audience)
        facts = {"rows": rows}
    drawing, why = "bars" if question.binary else "means", key.why.get(question.id, "")
    panel = _panel(question, key)
    still = waiting(question.id, question.text, drawing, facts, panel=panel, why=(why,))
    return still if len(whole) < LIMITS[audience].middle else still.told(sentence, len(whole))


def _means(
    question: Question, whole: Sequence[Mapping[str, int]], audience: Audience
) -> tuple[list[Json], Sentence]:
    means = [disclose_mean([each[id_] for each in whole], audience) for id_ in question.ids]
    rows: list[Json] = [
        {
            "label": outcome_text(question, id_),
            "share": None if isinstance(mean, Hidden) else round(mean),
        }
        for id_, mean in zip(question.ids, means, strict=True)
    ]
    told = [row for row in rows if row["share"] is not None]
    if not told:
        return rows, Sentence(ALIKE)
    first = max(told, key=lambda row: row["share"])
    return rows, Sentence.of(MEANS, first=first["label"], mean=first["share"])


def _panel(question: Question, key: Key) -> Sentence | None:
    settled, reference = key.settled.get(question.id), key.reference.get(question.id)
    if settled:
        return Sentence.of(CAME_OUT, outcome=outcome_text(question, settled.outcome))
    if reference:
        theirs = dict(zip(question.ids, reference, strict=True))
        return Sentence.of(REFERENCE, theirs=named_chances(question, theirs))
    return None


def _reference(question: Question, key: Key) -> list[str]:
    reference = key.reference.get(question.id)
    return list(tenths(reference)) if reference else []


BOARD = ForecastBoard()

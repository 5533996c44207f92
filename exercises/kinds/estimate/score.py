"""Scoring an estimate: does the word fit the number, how far are the experts, what is it based on.

Nothing here judges by an outcome. The rules for part credit are our own and stand in the remarks.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from exercises.kinds.estimate.types import Answer, Brief, Estimate, Key, Question, QuestionKey
from exercises.kinds.score import Fact, Remark, Score, Verdict, earned, verdict_of
from exercises.tradecraft.labels import N_
from exercises.tradecraft.words import CONFIDENCE_LABELS, check_word, find_term

NOT_GIVEN = N_("No number was given.")
WORD_FITS = N_("{number} % and “{word}” fit ({low} to {high}).")
WORD_NEAR = N_("{number} % lies outside “{word}” ({low} to {high}) by {distance}: half.")
WORD_OFF = N_("{number} % lies outside “{word}” ({low} to {high}) by {distance}.")
WORD_OPEN = N_("No word was chosen for {number} %.")
PANEL_IN = N_("{number} % lies in the experts' range, {low} to {high} %.")
PANEL_OUT = N_(
    "{number} % lies outside the experts' range, {low} to {high} %, by {distance}. Credit falls by a "
    "twentieth with each point."
)
PANEL_OPEN = N_("{number} %: the experts differ here ({low} to {high} %), so every number counts.")
CONFIDENCE_OPEN_TO_ALL = N_(
    "Confidence {level}: the experts differ here ({accepted}), so every level counts."
)
CONFIDENCE_FITS = N_("Confidence {level}, with its reason: the experts accept this.")
CONFIDENCE_BARE = N_("Confidence {level} is accepted, but no reason was given: half.")
CONFIDENCE_OFF = N_("Confidence {level}: the basis does not carry it. The experts say {accepted}.")
CONFIDENCE_OPEN = N_("No confidence was given. The experts say {accepted}.")
NESTED_RIGHT = N_("Your chances respect what contains what: {chain}.")
NESTED_WRONG = N_(
    "{inner} is a part of {outer}, so it cannot be likelier; you gave {inner_number} % and "
    "{outer_number} %."
)
NESTED_OPEN = N_("Not every chance was given, so they cannot be compared with each other.")

NESTED_LINE = "nested"
_NEAR = 5  # points outside a word's range that still earn half
_REACH = 20  # points outside the experts' range at which credit ends


def score(brief: Brief, key: Key, answer: Answer) -> Score:
    """Three lines for each question, and one on how the chances sit together."""
    remarks: list[Remark] = []
    for question in brief.questions:
        given = answer.estimates.get(question.id, Estimate())
        expected = key.questions[question.id]
        remarks += [
            _word(brief, question, given),
            _panel(brief, question, expected, given),
            _confidence(brief, question, expected, given),
        ]
    return Score.of([*remarks, *_nested(brief, answer)])


def _word(brief: Brief, question: Question, given: Estimate) -> Remark:
    worth = brief.word_c
    if given.number is None:
        return Remark(question.id, verdict_of(0, worth), 0, worth, NOT_GIVEN)
    if not given.word:
        facts = {"number": given.number}
        return Remark(question.id, verdict_of(0, worth), 0, worth, WORD_OPEN, facts)
    term = find_term(given.word, brief.scale)
    check = check_word(given.number, given.word, brief.scale)
    credit = 1.0 if check.agrees else 0.5 if check.distance <= _NEAR else 0.0
    points = earned(credit, worth)
    return Remark(
        question.id,
        verdict_of(points, worth),
        points,
        worth,
        WORD_FITS if check.agrees else WORD_NEAR if credit else WORD_OFF,
        {
            "number": given.number,
            "word": term.term,
            "low": f"{term.low:g}",
            "high": f"{term.high:g}",
            "distance": f"{check.distance:g}",
        },
    )


def _panel(brief: Brief, question: Question, key: QuestionKey, given: Estimate) -> Remark:
    worth = brief.panel_c
    if given.number is None:
        return Remark(question.id, verdict_of(0, worth), 0, worth, NOT_GIVEN, note=key.why)
    distance = max(key.low - given.number, given.number - key.high, 0)
    points = worth if key.range_open else earned(max(1 - distance / _REACH, 0.0), worth)
    facts: dict[str, Fact] = {
        "number": given.number,
        "low": key.low,
        "high": key.high,
        "distance": distance,
    }
    template = PANEL_OPEN if key.range_open else PANEL_OUT if distance else PANEL_IN
    verdict = verdict_of(points, worth)
    return Remark(question.id, verdict, points, worth, template, facts, key.why)


def _confidence(brief: Brief, question: Question, key: QuestionKey, given: Estimate) -> Remark:
    worth, level = brief.confidence_c, given.confidence
    accepted = " / ".join(sorted(str(each) for each in key.confidence))
    if level is None:
        facts = {"accepted": accepted}
        return Remark(question.id, verdict_of(0, worth), 0, worth, CONFIDENCE_OPEN, facts)
    if level not in key.confidence and not key.confidence_open:
        credit, template = 0.0, CONFIDENCE_OFF
    elif given.because:
        credit = 1.0
        template = CONFIDENCE_OPEN_TO_ALL if key.confidence_open else CONFIDENCE_FITS
    else:
        credit, template = 0.5, CONFIDENCE_BARE
    points = earned(credit, worth)
    facts = {"level": CONFIDENCE_LABELS[level].term, "accepted": accepted}
    return Remark(question.id, verdict_of(points, worth), points, worth, template, facts)


def _nested(brief: Brief, answer: Answer) -> Iterator[Remark]:
    if len(brief.nested) < 2:
        return
    numbers = {
        name: answer.estimates[name].number
        for name in brief.nested
        if name in answer.estimates and answer.estimates[name].number is not None
    }
    worth = brief.nested_c
    if len(numbers) < len(brief.nested):
        yield Remark(NESTED_LINE, verdict_of(0, worth), 0, worth, NESTED_OPEN)
        return
    wrong = [
        pair for pair in pairwise(brief.nested) if (numbers[pair[0]] or 0) > (numbers[pair[1]] or 0)
    ]
    if not wrong:
        chain = " ≤ ".join(f"{name} {numbers[name]} %" for name in brief.nested)
        verdict = verdict_of(worth, worth)
        yield Remark(NESTED_LINE, verdict, worth, worth, NESTED_RIGHT, {"chain": chain})
        return
    for place, (inner, outer) in enumerate(wrong):
        facts: dict[str, Fact] = {
            "inner": inner,
            "outer": outer,
            "inner_number": numbers[inner] or 0,
            "outer_number": numbers[outer] or 0,
        }
        out_of = 0 if place else worth
        verdict = Verdict.INFO if place else verdict_of(0, worth)
        yield Remark(NESTED_LINE, verdict, 0, out_of, NESTED_WRONG, facts)

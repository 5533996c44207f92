"""Scoring a list of assumptions against the experts': found, and judged well. Pure.

What is not recognised costs nothing: it may be a good assumption that nobody thought of.
"""

from __future__ import annotations

from collections.abc import Iterator

from exercises.kinds.key_assumptions.types import Answer, Brief, Key
from exercises.kinds.score import Fact, Remark, Score, Verdict, earned, shares, verdict_of
from exercises.tradecraft.assumptions import (
    SUPPORT_LABELS,
    AssumptionsScore,
    GivenAssumption,
    score_assumptions,
)
from exercises.tradecraft.labels import N_

FOUND = N_("“{text}”: you named it and judged it {given}; the experts accept {accepted}.")
FOUND_UNJUDGED = N_("“{text}”: you named it without a judgement; the experts say {accepted}.")
MISSED = N_("“{text}”: not on your list. The experts judge it {accepted}.")
LINCHPIN_FOUND = N_("You named at least one assumption that the conclusion hangs on.")
LINCHPIN_MISSED = N_("None of the assumptions that the conclusion hangs on is on your list.")
UNRECOGNISED = N_("“{text}” is none of the experts' assumptions. That costs nothing.")

LIST_LINE = "list"
_SHOWN = 120


def score(brief: Brief, key: Key, answer: Answer) -> Score:
    """An equal share for each assumption of the key: half for naming it, half for judging it."""
    given = [GivenAssumption(row.text, row.support) for row in answer.rows]
    result = score_assumptions(given, [each.rule() for each in key.assumptions])
    return Score.of([*_lines(brief, key, answer, result), *_asides(answer, result)])


def _lines(brief: Brief, key: Key, answer: Answer, result: AssumptionsScore) -> Iterator[Remark]:
    worths = shares(brief.points_c, len(key.assumptions))
    for entry, line, worth in zip(key.assumptions, result.lines, worths, strict=True):
        points = earned(line.credit, worth)
        facts: dict[str, Fact] = {
            "text": entry.text.rstrip("."),
            "accepted": " / ".join(sorted(SUPPORT_LABELS[each].term for each in entry.support)),
        }
        template = MISSED
        if line.answer is not None:
            judged = answer.rows[line.answer].support
            template = FOUND if judged else FOUND_UNJUDGED
            facts["given"] = SUPPORT_LABELS[judged].term if judged else ""
        verdict = verdict_of(points, worth)
        yield Remark(entry.id, verdict, points, worth, template, facts, entry.if_wrong)


def _asides(answer: Answer, result: AssumptionsScore) -> Iterator[Remark]:
    if isinstance(result.linchpin_found, bool):
        template = LINCHPIN_FOUND if result.linchpin_found else LINCHPIN_MISSED
        yield Remark(LIST_LINE, Verdict.INFO, 0, 0, template)
    for place in result.unrecognised:
        text = {"text": answer.rows[place].text[:_SHOWN].rstrip(". ")}
        yield Remark(LIST_LINE, Verdict.INFO, 0, 0, UNRECOGNISED, text)

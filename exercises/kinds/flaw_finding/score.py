"""Scoring findings against planted flaws: hits, misses, false alarms. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from exercises.kinds.flaw_finding.types import Answer, Brief, Found, Key
from exercises.kinds.score import Fact, Remark, Score, Verdict, shares
from exercises.tradecraft.flaws import KIND_LABELS, FlawScore, score_findings
from exercises.tradecraft.labels import N_

HIT = N_("{flaw}: your finding {row} is this one.")
MISSED = N_("{flaw}: not among your findings.")
FALSE_ALARM = N_(
    "Finding {row} ({kind} in {paragraph}) is none of the flaws; it takes back {cost}."
)
FALSE_ALARM_FREE = N_("Finding {row} ({kind} in {paragraph}) is none of the flaws.")
REPEAT = N_("Finding {row} fits a flaw you have found already; it costs nothing.")

LIST_LINE = "list"
NO_KIND = N_("no kind given")


def score(brief: Brief, key: Key, answer: Answer) -> Score:
    """An equal share for each flaw found; a finding that is none takes a little back."""
    result = score_findings(
        [row.rule() for row in answer.rows], [each.rule() for each in key.flaws]
    )
    return Score.of([*_flaws(brief, key, result), *_rest(brief, answer, result)])


def _flaws(brief: Brief, key: Key, result: FlawScore) -> Iterator[Remark]:
    finding_of = {handle: place for place, handle in result.hits.items()}
    for flaw, worth in zip(key.flaws, shares(brief.points_c, len(key.flaws)), strict=True):
        place = finding_of.get(flaw.id)
        cites = tuple(sorted(flaw.paragraphs))
        if place is None:
            facts: dict[str, Fact] = {"flaw": flaw.id}
            yield Remark(flaw.id, Verdict.NO, 0, worth, MISSED, facts, flaw.why, cites)
        else:
            facts = {"flaw": flaw.id, "row": place + 1}
            yield Remark(flaw.id, Verdict.OK, worth, worth, HIT, facts, flaw.why, cites)


def _rest(brief: Brief, answer: Answer, result: FlawScore) -> Iterator[Remark]:
    for place in result.false_alarms:
        row = answer.rows[place]
        cost = brief.false_alarm_c
        facts: dict[str, Fact] = {
            "row": place + 1,
            "kind": _kind(row),
            "paragraph": row.paragraph or "–",
            "cost": f"{cost / 100:g}",
        }
        template = FALSE_ALARM if cost else FALSE_ALARM_FREE
        yield Remark(LIST_LINE, Verdict.INFO, -cost, 0, template, facts)
    for place in result.repeats:
        yield Remark(LIST_LINE, Verdict.INFO, 0, 0, REPEAT, {"row": place + 1})


def _kind(row: Found) -> str:
    return KIND_LABELS[row.kind].term if row.kind else NO_KIND

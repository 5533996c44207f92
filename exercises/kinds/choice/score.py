"""Scoring a choice. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from exercises.kinds.choice.types import Answer, Brief, Key
from exercises.kinds.score import Fact, Remark, Score, Verdict, earned, verdict_of
from exercises.tradecraft.labels import N_

RIGHT = N_("{chosen}: right.")
WRONG = N_("{chosen}: no. Right is {right}.")
PARTLY = N_("{chosen}: {hits} of {wanted} right ones, {false} wrong. Right are {right}.")
OPEN = N_("Nothing was chosen. Right is {right}.")
ABOUT = N_("{option}.")

LINE = "choice"


def score(brief: Brief, key: Key, answer: Answer) -> Score:
    """Points for the choice, and the author's words about each option that they wrote about.

    Where several may be chosen, each wrong one takes back one right one; never below nothing.
    """
    hits, false = len(answer.chosen & key.right), len(answer.chosen - key.right)
    credit = max(hits - false, 0) / len(key.right)
    points = earned(credit if brief.several else float(answer.chosen == key.right), brief.points_c)
    if not answer.chosen:
        template = OPEN
    elif answer.chosen == key.right:
        template = RIGHT
    else:
        template = PARTLY if brief.several else WRONG
    facts: dict[str, Fact] = {
        "chosen": _named(brief, answer.chosen),
        "right": _named(brief, key.right),
        "hits": hits,
        "wanted": len(key.right),
        "false": false,
    }
    verdict = verdict_of(points, brief.points_c)
    whole = Remark(LINE, verdict, points, brief.points_c, template, facts)
    return Score.of([whole, *_notes(brief, key)])


def _notes(brief: Brief, key: Key) -> Iterator[Remark]:
    for option in brief.options:
        if option.id in key.why:
            name = {"option": option.text.rstrip(".")}
            yield Remark(option.id, Verdict.INFO, 0, 0, ABOUT, name, key.why[option.id])


def _named(brief: Brief, chosen: frozenset[str]) -> str:
    return " / ".join(option.text.rstrip(".") for option in brief.options if option.id in chosen)

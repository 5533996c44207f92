"""Scoring indicators by their form: tied, telling, dated, observable, said once. Pure.

How telling a sign is stays a judgement for a person; the class talks about it.
"""

from __future__ import annotations

from collections.abc import Iterator

from exercises.kinds.indicators.types import Answer, Brief, Key
from exercises.kinds.score import Fact, Remark, Score, Verdict, shares
from exercises.tradecraft.indicators import PROBLEM_LABELS, Problem, check_indicators
from exercises.tradecraft.labels import N_

SOUND = N_("Indicator {row} is sound in form.")
UNSOUND = N_("Indicator {row}: {problem}. {meaning}")
TOO_FEW = N_("Indicator {row} is missing: {wanted} were asked for.")
SPARE = N_("Indicator {row} is sound too; {wanted} were asked for.")
COVERED = N_("{hypothesis}: at least one sound sign would tell of it.")
UNCOVERED = N_("{hypothesis}: no sound sign speaks for or against it. Nobody would see it coming.")


def score(brief: Brief, key: Key, answer: Answer) -> Score:
    """A share for each sound indicator up to the number wanted, and for each hypothesis covered."""
    report = check_indicators(
        [row.rule() for row in answer.rows], [each.id for each in brief.hypotheses]
    )
    return Score.of(
        [*_form(brief, report.problems), *_cover(brief, key, frozenset(report.uncovered))]
    )


def _form(brief: Brief, problems: tuple[frozenset[Problem], ...]) -> Iterator[Remark]:
    """The sound ones take the shares in turn; each problem of the others is told."""
    left = shares(brief.form_c, brief.wanted)
    unsound: list[Remark] = []
    for row, found in enumerate(problems, start=1):
        line = str(row)
        facts: dict[str, Fact] = {"row": row, "wanted": brief.wanted}
        if found:
            unsound += [_problem(row, each) for each in Problem if each in found]
        elif left:
            worth = left.pop(0)
            yield Remark(line, Verdict.OK, worth, worth, SOUND, facts)
        else:
            yield Remark(line, Verdict.INFO, 0, 0, SPARE, facts)
    yield from unsound
    for place, worth in enumerate(left):
        facts = {"row": brief.wanted - len(left) + place + 1, "wanted": brief.wanted}
        yield Remark("list", Verdict.NO, 0, worth, TOO_FEW, facts)


def _problem(row: int, problem: Problem) -> Remark:
    label = PROBLEM_LABELS[problem]
    facts: dict[str, Fact] = {"row": row, "problem": label.term, "meaning": label.meaning}
    return Remark(str(row), Verdict.INFO, 0, 0, UNSOUND, facts)


def _cover(brief: Brief, key: Key, uncovered: frozenset[str]) -> Iterator[Remark]:
    for each, worth in zip(
        brief.hypotheses, shares(brief.cover_c, len(brief.hypotheses)), strict=True
    ):
        facts: dict[str, Fact] = {"hypothesis": f"{each.id} {each.name}"}
        note = key.why.get(each.id, "")
        if each.id in uncovered:
            verdict, points, template = Verdict.NO, 0, UNCOVERED
        else:
            verdict, points, template = Verdict.OK, worth, COVERED
        if not worth:
            verdict = Verdict.INFO
        yield Remark(each.id, verdict, points, worth, template, facts, note)

"""The class board of key assumptions: how many were named, and which. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from exercises.kinds.boards import Board, Choice, Finding, Given, Json, bars, part, waiting
from exercises.kinds.key_assumptions.types import Answer, Brief, Key
from exercises.tradecraft.assumptions import (
    SUPPORT_LABELS,
    AssumptionsScore,
    GivenAssumption,
    score_assumptions,
)
from exercises.tradecraft.disclosure import LIMITS, Audience
from exercises.tradecraft.labels import N_, Sentence

NAMED = N_("How many of the experts' assumptions each person named")
MEAN = N_("On average {mean} of {all}. {linchpin} of {n} named one that the conclusion hangs on.")
MEAN_PLAIN = N_("On average {mean} of {all}.")
WHICH = N_("The experts' assumptions stand below, the least noticed first.")

SLUG = "named"


class AssumptionsBoard(Board[Brief, Key, Answer]):
    """How many were named; then which, and how well they stand."""

    def findings(
        self, brief: Brief, key: Key, given: Sequence[Given[Answer]], audience: Audience
    ) -> Sequence[Finding]:
        """One finding: numbers first, the experts' list when it is time."""
        scores = [_score(key, each.answer) for each in given]
        told = len(scores) >= LIMITS[audience].shares
        named = [sum(line.answer is not None for line in each.lines) for each in scores]
        all_ = len(key.assumptions)
        choices = [Choice(str(number), str(number)) for number in range(all_ + 1)]
        rows: list[Json] = []
        for place, entry in enumerate(key.assumptions):
            people = sum(each.lines[place].answer is not None for each in scores)
            rows.append(
                {
                    "text": entry.text,
                    "linchpin": entry.linchpin,
                    "support": [SUPPORT_LABELS[each].term for each in sorted(entry.support)],
                    "if_wrong": entry.if_wrong,
                    "people": people if told else 0,
                    **part(people, len(scores), audience),
                }
            )
        rows.sort(key=lambda row: int(row.pop("people")))
        facts = {"bars": bars(Counter(map(str, named)), choices, audience), "rows": rows}
        panel = Sentence(WHICH)
        if not told:
            return [waiting(SLUG, NAMED, "named", facts, panel=panel)]
        mean = f"{sum(named) / len(named):.1f}"
        hung = [each.linchpin_found for each in scores]
        sentence = Sentence.of(MEAN_PLAIN, mean=mean, all=all_)
        if all(isinstance(each, bool) for each in hung):
            sentence = Sentence.of(
                MEAN, mean=mean, all=all_, linchpin=sum(each is True for each in hung), n=len(hung)
            )
        return [Finding(SLUG, NAMED, sentence, "named", facts, len(scores), panel)]

    def mine(self, brief: Brief, answer: Answer) -> Mapping[str, Sequence[str]]:
        """Nothing: how many one named is known from the key alone."""
        return {}


def _score(key: Key, answer: Answer) -> AssumptionsScore:
    given = [GivenAssumption(row.text, row.support) for row in answer.rows]
    return score_assumptions(given, [each.rule() for each in key.assumptions])


BOARD = AssumptionsBoard()

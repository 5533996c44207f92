"""The class board of planted flaws: where the class looked, what it hit. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from exercises.kinds.boards import Board, Choice, Finding, Given, Json, part, parts, waiting
from exercises.kinds.flaw_finding.types import Answer, Brief, Key
from exercises.tradecraft.disclosure import LIMITS, Audience
from exercises.tradecraft.flaws import KIND_LABELS, score_findings
from exercises.tradecraft.labels import N_, Sentence

WHERE = N_("Where the class saw flaws")
LOOKED = N_("Most findings are in {paragraph}; each person has {mean} on average.")
NOTHING = N_("Nobody reported a flaw.")
HITS = N_(
    "{found} of {all} planted flaws were hit by half the class or more; {false} findings hit none."
)

PLANTED = N_("The planted flaws.")

SLUG = "flaws"


class FlawBoard(Board[Brief, Key, Answer]):
    """Findings by paragraph; then the planted flaws with their hit rates."""

    def findings(
        self, brief: Brief, key: Key, given: Sequence[Given[Answer]], audience: Audience
    ) -> Sequence[Finding]:
        """One finding: where people looked, and what was there when it is time."""
        answers = [each.answer for each in given]
        told = len(answers) >= LIMITS[audience].shares
        where = Counter(
            paragraph
            for each in answers
            for paragraph in {row.paragraph for row in each.rows if row.paragraph}
        )
        scores = [
            score_findings([row.rule() for row in each.rows], [flaw.rule() for flaw in key.flaws])
            for each in answers
        ]
        hits = Counter(handle for each in scores for handle in set(each.hits.values()))
        rows: list[Json] = [
            {
                "id": flaw.id,
                "paragraphs": sorted(flaw.paragraphs, key=_number),
                "kinds": sorted(KIND_LABELS[each].term for each in flaw.kinds),
                "why": flaw.why,
                **part(hits[flaw.id], len(answers), audience),
            }
            for flaw in key.flaws
        ]
        choices = [Choice(each, each) for each in brief.paragraphs if each in where]
        drawn = parts(where, len(answers), choices, audience)
        finding = waiting(
            SLUG, WHERE, "flaws", {"bars": drawn, "rows": rows}, panel=Sentence(PLANTED)
        )
        if not told:
            return [finding]
        rows.sort(key=lambda row: hits[row["id"]])
        found = sum(2 * count >= len(answers) for count in hits.values())
        false = sum(len(each.false_alarms) for each in scores)
        finding = replace(finding, panel=Sentence.of(HITS, found=found, all=len(rows), false=false))
        sentence = Sentence(NOTHING)
        if where:
            mean = sum(len(each.rows) for each in answers) / len(answers)
            first = max(where, key=lambda each: (where[each], -_number(each)))
            sentence = Sentence.of(LOOKED, paragraph=first, mean=f"{mean:.1f}")
        return [finding.told(sentence, len(answers))]

    def mine(self, brief: Brief, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The paragraphs one found something in."""
        return {SLUG: sorted({row.paragraph for row in answer.rows if row.paragraph})}


def _number(handle: str) -> int:
    digits = "".join(each for each in handle if each.isdigit())
    return int(digits) if digits else 0


BOARD = FlawBoard()

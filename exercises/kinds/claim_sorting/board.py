"""The class board of sorted claims: what is disputed first. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from exercises.kinds.boards import Board, Choice, Finding, Given, Json, bars, modal, waiting
from exercises.kinds.claim_sorting.types import Answer, Brief, Key, Statement, StatementKey
from exercises.tradecraft.agreement import Metric, krippendorff_alpha
from exercises.tradecraft.claims import LABELS
from exercises.tradecraft.disclosure import LIMITS, Audience
from exercises.tradecraft.labels import N_, Sentence
from exercises.tradecraft.undefined import Undefined

SPLIT = N_("{share} % say {code}, {term}; the others do not.")
PANEL = N_("The experts: {main}, {term}.")
PANEL_ALSO = N_("The experts: {main}, {term}. They also accept {also}.")
ALL = N_("All statements, the most disputed first")
AGREED = N_(
    "{disputed} of {all} statements are disputed. Agreement beyond chance (alpha) is {alpha}: 1 is full "
    "agreement, 0 is what chance gives."
)
COUNTED = N_("{disputed} of {all} statements are disputed.")
BESIDE = N_("The experts' classes stand beside the class's.")

ALL_SLUG = "all"
MOST_SHOWN = 6
DISPUTED_BELOW = 0.6
"""A statement is disputed where its commonest class holds less than this share (our rule)."""


class ClaimBoard(Board[Brief, Key, Answer]):
    """The disputed statements one by one, then all of them in one table."""

    def findings(
        self, brief: Brief, key: Key, given: Sequence[Given[Answer]], audience: Audience
    ) -> Sequence[Finding]:
        """At most six disputed statements, then the whole task."""
        answers = [each.answer for each in given]
        if len(answers) < LIMITS[audience].shares:
            rows = [
                _row(each, key.statements[each.id], Counter(), audience)
                for each in brief.statements
            ]
            return [waiting(ALL_SLUG, ALL, "all", {"rows": rows}, panel=Sentence(BESIDE))]
        counts = {each.id: _counts(each, answers) for each in brief.statements}
        order = sorted(brief.statements, key=lambda each: _agreement(counts[each.id]))
        disputed = [each for each in order if _agreement(counts[each.id]) < DISPUTED_BELOW]
        singles = [
            _single(each, key.statements[each.id], counts[each.id], audience)
            for each in disputed[:MOST_SHOWN]
        ]
        rows = [_row(each, key.statements[each.id], counts[each.id], audience) for each in order]
        return [*singles, _all(rows, order, answers, counts)]

    def mine(self, brief: Brief, answer: Answer) -> Mapping[str, Sequence[str]]:
        """The class given to each statement; for the table of all, each as "12:AA"."""
        codes = {id_: str(each.code) for id_, each in answer.sorted.items() if each.code}
        return {
            **{id_: [code] for id_, code in codes.items()},
            ALL_SLUG: [f"{id_}:{code}" for id_, code in codes.items()],
        }


_CHOICES = [Choice(str(code), label.term, "claim") for code, label in LABELS.items()]


def _counts(statement: Statement, answers: Sequence[Answer]) -> Counter[str]:
    given = (each.sorted.get(statement.id) for each in answers)
    return Counter(str(each.code) for each in given if each and each.code)


def _agreement(counts: Counter[str]) -> float:
    """Share of the commonest class; 1 where nobody sorted it, since nothing is disputed then."""
    return max(counts.values()) / counts.total() if counts else 1.0


def _single(
    statement: Statement, key: StatementKey, counts: Counter[str], audience: Audience
) -> Finding:
    drawn = bars(counts, _CHOICES, audience, {str(key.main), *map(str, key.also)})
    title = f"{statement.id} {statement.text}"
    found = waiting(
        statement.id,
        title,
        "bars",
        {"bars": drawn},
        panel=_panel(key),
        why=(key.why,),
        cites=(statement.paragraph,),
    )
    most = modal(drawn)
    if most is None:
        return found
    row = next(each for each in drawn["rows"] if each["code"] == most)
    # What nearly all say is no dispute, so the share is told wherever anything is.
    sentence = Sentence.of(SPLIT, share=row["share"], code=most, term=row["label"])
    return found.told(sentence, counts.total())


def _panel(key: StatementKey) -> Sentence:
    main = {"main": str(key.main), "term": LABELS[key.main].term}
    if not key.also:
        return Sentence.of(PANEL, **main)
    return Sentence.of(PANEL_ALSO, **main, also=" / ".join(sorted(map(str, key.also))))


def _all(
    rows: Sequence[Json],
    order: Sequence[Statement],
    answers: Sequence[Answer],
    counts: Mapping[str, Counter[str]],
) -> Finding:
    disputed = sum(_agreement(counts[each.id]) < DISPUTED_BELOW for each in order)
    alpha = _alpha(order, answers)
    told: dict[str, object] = {"disputed": disputed, "all": len(order)}
    sentence = Sentence.of(COUNTED, **told)
    if alpha is not None:
        sentence = Sentence.of(AGREED, **told, alpha=f"{alpha:.2f}")
    panel = Sentence(BESIDE)
    return Finding(ALL_SLUG, ALL, sentence, "all", {"rows": rows}, len(answers), panel)


def _row(statement: Statement, key: StatementKey, counts: Counter[str], audience: Audience) -> Json:
    drawn = bars(counts, _CHOICES, audience)
    most = modal(drawn)
    first = next((row for row in drawn["rows"] if row["code"] == most), None)
    return {
        "id": statement.id,
        "text": statement.text,
        "most": most,
        "share": first["share"] if first else None,
        "words": first["words"] if first else None,
        "hidden": drawn["hidden"],
        "main": str(key.main),
        "also": sorted(map(str, key.also)),
    }


def _alpha(order: Sequence[Statement], answers: Sequence[Answer]) -> float | None:
    grid: list[list[float | str | None]] = []
    for statement in order:
        given = [each.sorted.get(statement.id) for each in answers]
        grid.append([str(each.code) if each and each.code else None for each in given])
    found = krippendorff_alpha(grid, Metric.NOMINAL)
    return None if isinstance(found, Undefined) else round(found, 2)


BOARD = ClaimBoard()

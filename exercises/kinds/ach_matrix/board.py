"""The class board of a matrix: consensus and dispute cell by cell, sums, linchpins. Pure.

Opposed votes never cancel: a cell where half say CC and half say II is in dispute, not neutral.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exercises.kinds.ach_matrix.matrices import panel_matrix, panel_of
from exercises.kinds.ach_matrix.types import NO_LINCHPIN, Answer, Brief, Evidence, Key
from exercises.kinds.boards import (
    Choice,
    Finding,
    Json,
    TalliedBoard,
    Tally,
    bars,
    modal,
    waiting,
)
from exercises.tradecraft.ach import (
    CODE_LABELS,
    Code,
    Dispute,
    Matrix,
    PanelCell,
    Row,
    Scheme,
    VoteRow,
    Votes,
    class_inconsistency,
    class_spread,
    consensus,
    dispute,
    dispute_band,
    inconsistency,
    is_opposed,
    linchpins,
    untested,
)
from exercises.tradecraft.disclosure import (
    LIMITS,
    Audience,
    Hidden,
    disclose_median,
)
from exercises.tradecraft.labels import N_, Sentence
from exercises.tradecraft.undefined import Undefined

MATRIX = N_("The matrix of the class")
MATRIX_SENTENCE = N_(
    "The class differs much in {loud} of {cells} cells, and in {opposed} it is opposed."
)
MATRIX_PANEL = N_("Cells that the experts see otherwise: {differ}. Their code stands in a frame.")
CELL = N_("{row} against {hypothesis}")
CELL_SPLIT = N_("{against} % say it speaks against, {in_favour} % that it fits.")
CELL_SPREAD = N_("The class differs: most often {code}, {term}.")
CELL_PANEL = N_("The experts: {code}, {term}.")
CELL_DIFFER = N_("The experts differ too, so this cell is not graded.")
SUMS = N_("What speaks against each hypothesis")
SUMS_SENTENCE = N_("Least refuted by the class: {first}. Least refuted is not likeliest.")
SUMS_PANEL = N_("Least refuted by the experts: {first}.")
UNTESTED = N_(
    "Nothing in the experts' matrix speaks against {names}: such a score is low because nothing could "
    "contradict it, not because it is true."
)
LINCHPIN = N_("Which row does the order hang on?")
LINCHPIN_SENTENCE = N_("Named most often: {row}")
LINCHPIN_PANEL = N_("In the experts' matrix the order hangs on {rows}.")
LINCHPIN_NONE = N_("In the experts' matrix no single row changes the order.")
LINCHPIN_WHY = N_(
    "Leave a row out and add up again: if other hypotheses stand in front, it carries."
)
CHANCES = N_("How likely does the class hold each?")
CHANCES_SENTENCE = N_("The class gives {first} the most: {median} % in the middle.")
CHANCES_PANEL = N_("The experts: {theirs}.")
NO_ROW = N_("no single row")

MATRIX_SLUG, SUMS_SLUG, LINCHPIN_SLUG, CHANCES_SLUG = "matrix", "sums", "linchpin", "chances"
MOST_CELLS = 4
_AGAINST, _IN_FAVOUR = (Code.I, Code.II), (Code.C, Code.CC)
_CODES = [Choice(str(code), label.term, "rating") for code, label in CODE_LABELS.items()]
_LOUD = {Dispute.LARGE: "large", Dispute.EXTREME: "extreme"}


@dataclass(frozen=True)
class _Cell:
    """One cell of the class with its place."""

    row: Evidence
    column: int
    votes: Votes
    panel: PanelCell

    @property
    def n(self) -> int:
        return sum(self.votes.values())


class MatrixBoard(TalliedBoard[Brief, Key, Answer]):
    """The heat map, the cells most in dispute, the sums, the linchpins, the chances."""

    tallied = {"cells": 2, "linchpin": 0, "chances": 1}

    def findings_of(
        self, brief: Brief, key: Key, tally: Tally, n: int, audience: Audience
    ) -> Sequence[Finding]:
        """Five kinds of finding, the heat map first."""
        cells = _cells(brief, key, tally)
        found = [
            _matrix(brief, key, cells, n, audience),
            *_disputed(brief, key, cells, audience),
            _sums(brief, key, cells, n, audience),
        ]
        if brief.linchpin_c:
            found.append(_linchpin(brief, key, tally, audience))
        if brief.ask_chances:
            found.append(_chances(brief, key, tally, audience))
        return found

    def plain(self, answer: Answer) -> Json:
        """The tallied fields as they are stored."""
        return {
            "cells": {
                row: {name: str(code) for name, code in codes.items()}
                for row, codes in answer.cells.items()
            },
            "linchpin": answer.linchpin,
            "chances": dict(answer.chances),
        }

    def mine_of(self, stored: Json) -> Mapping[str, Sequence[str]]:
        """The code of each cell, of which some are in dispute, and the linchpin."""
        found: dict[str, Sequence[str]] = {
            f"{row}-{name}": [code]
            for row, codes in stored.get("cells", {}).items()
            for name, code in codes.items()
        }
        linchpin = stored.get("linchpin", "")
        return {**found, LINCHPIN_SLUG: [linchpin] if linchpin else []}


def _cells(brief: Brief, key: Key, tally: Tally) -> list[list[_Cell]]:
    return [
        [
            _Cell(row, column, _votes(tally, row.id, hypothesis.id), panel)
            for column, (hypothesis, panel) in enumerate(zip(brief.hypotheses, panels, strict=True))
        ]
        for row, panels in zip(brief.rows, panel_of(brief, key), strict=True)
    ]


def _votes(tally: Tally, row: str, hypothesis: str) -> Votes:
    known = {each.value for each in Code}
    counts = tally.get(("cells", row, hypothesis), {})
    return {Code(code): count for code, count in counts.items() if code in known}


def _vote_rows(cells: Sequence[Sequence[_Cell]]) -> list[VoteRow]:
    return [
        VoteRow(
            row[0].row.id,
            tuple(cell.votes for cell in row),
            row[0].row.credibility,
            row[0].row.relevance,
        )
        for row in cells
    ]


# --- the heat map -----------------------------------------------------------------------------------
def _matrix(
    brief: Brief, key: Key, cells: Sequence[Sequence[_Cell]], n: int, audience: Audience
) -> Finding:
    least = LIMITS[audience].shares
    flat = [cell for row in cells for cell in row]
    facts: Json = {
        "hypotheses": [{"id": each.id, "name": each.name} for each in brief.hypotheses],
        "rows": [
            {
                "id": row[0].row.id,
                "text": row[0].row.text,
                "cells": [_shown(cell, told=cell.n >= least) for cell in row],
                "spread": _spread(vote_row) if n >= least else "",
            }
            for row, vote_row in zip(cells, _vote_rows(cells), strict=True)
        ],
    }
    differ = sum(_differs(cell) for cell in flat if cell.n >= least)
    panel = Sentence.of(MATRIX_PANEL, differ=differ)
    found = waiting(MATRIX_SLUG, MATRIX, "matrix", facts, panel=panel, why=(key.why,))
    if n < least:
        return found
    told = [cell for cell in flat if cell.n >= least]
    sentence = Sentence.of(
        MATRIX_SENTENCE,
        loud=sum(dispute_band(cell.votes) in _LOUD for cell in told),
        cells=len(flat),
        opposed=sum(is_opposed(cell.votes) for cell in told),
    )
    return found.told(sentence, n)


def _shown(cell: _Cell, *, told: bool) -> list[str]:
    """Return the class's code, how loud the dispute is, and the experts' code where it differs."""
    panel = str(cell.panel.code) if cell.panel.code and cell.panel.ungraded is None else ""
    if not told:
        return ["", "", panel]
    agreed = consensus(cell.votes)
    code = "" if isinstance(agreed, Undefined) else str(agreed)
    band = dispute_band(cell.votes)
    loud = "" if isinstance(band, Undefined) else _LOUD.get(band, "")
    if is_opposed(cell.votes):
        loud = "opposed"
    return [code, loud, panel if panel != code else ""]


def _differs(cell: _Cell) -> bool:
    if cell.panel.code is None or cell.panel.ungraded is not None:
        return False
    return consensus(cell.votes) != cell.panel.code


def _spread(row: VoteRow) -> str:
    found = class_spread(row)
    return "" if isinstance(found, Undefined) else f"{found:.2f}"


# --- cells in dispute -------------------------------------------------------------------------------
def _disputed(
    brief: Brief, key: Key, cells: Sequence[Sequence[_Cell]], audience: Audience
) -> list[Finding]:
    """Return the cells the class differs about most, at most four."""
    least = LIMITS[audience].shares
    told = [cell for row in cells for cell in row if cell.n >= least]
    loud = [cell for cell in told if dispute_band(cell.votes) in _LOUD or is_opposed(cell.votes)]
    loud.sort(key=lambda cell: -_size(cell))
    return [_cell_finding(brief, key, cell, audience) for cell in loud[:MOST_CELLS]]


def _size(cell: _Cell) -> float:
    value = dispute(cell.votes)
    return 0.0 if isinstance(value, Undefined) else value


def _cell_finding(brief: Brief, key: Key, cell: _Cell, audience: Audience) -> Finding:
    hypothesis = brief.hypotheses[cell.column]
    panel = cell.panel.code if cell.panel.ungraded is None else None
    counts = {str(code): count for code, count in cell.votes.items()}
    drawn = bars(counts, _CODES, audience, {str(panel)} if panel else ())
    sentence = Sentence.of(
        CELL_SPLIT,
        against=_share(cell, _AGAINST),
        in_favour=_share(cell, _IN_FAVOUR),
    )
    if not is_opposed(cell.votes):
        most = modal(drawn) or ""
        sentence = Sentence.of(CELL_SPREAD, code=most, term=CODE_LABELS[Code(most)].term)
    says = Sentence(CELL_DIFFER)
    if panel:
        says = Sentence.of(CELL_PANEL, code=str(panel), term=CODE_LABELS[panel].term)
    return Finding(
        slug=f"{cell.row.id}-{hypothesis.id}",
        title=f"{cell.row.id} {cell.row.text}",
        sentence=sentence,
        drawing="cell",
        facts={"bars": drawn, "hypothesis": f"{hypothesis.id} {hypothesis.name}"},
        n=cell.n,
        panel=says,
        why=(key.rows[cell.row.id].why,),
        cites=cell.row.cites,
    )


def _share(cell: _Cell, codes: Sequence[Code]) -> int:
    return round(100 * sum(cell.votes.get(code, 0) for code in codes) / cell.n)


# --- sums, linchpins, chances -------------------------------------------------------------------------
def _sums(
    brief: Brief, key: Key, cells: Sequence[Sequence[_Cell]], n: int, audience: Audience
) -> Finding:
    theirs = panel_matrix(brief, key)
    experts = inconsistency(theirs, Scheme.COUNT)
    told = n >= LIMITS[audience].shares
    mine = class_inconsistency(_vote_rows(cells), Scheme.COUNT)
    highest = max((*mine, *experts), default=0.0) or 1.0
    rows: list[Json] = [
        {
            "id": each.id,
            "name": each.name,
            "class": f"{ours:.1f}" if told else None,
            "panel": f"{expert:g}",
            "class_bar": round(100 * ours / highest, 1) if told else 0,
            "panel_bar": round(100 * expert / highest, 1),
        }
        for each, ours, expert in zip(brief.hypotheses, mine, experts, strict=True)
    ]
    names = untested(theirs)
    panel = Sentence.of(SUMS_PANEL, first=_least(brief, experts))
    why = Sentence.of(UNTESTED, names=", ".join(names)).render() if names else ""
    found = waiting(SUMS_SLUG, SUMS, "sums", {"rows": rows}, panel=panel, why=(why,))
    if not told:
        return found
    return found.told(Sentence.of(SUMS_SENTENCE, first=_least(brief, mine)), n)


def _least(brief: Brief, scores: Sequence[float]) -> str:
    lowest = min(scores)
    return ", ".join(
        f"{each.id} {each.name}"
        for each, score in zip(brief.hypotheses, scores, strict=True)
        if score - lowest < 0.05
    )


def _linchpin(brief: Brief, key: Key, tally: Tally, audience: Audience) -> Finding:
    named = tally.get(("linchpin",), {})
    texts = {row.id: f"{row.id} {row.text}" for row in brief.rows} | {NO_LINCHPIN: NO_ROW}
    panel_rows = linchpins(_graded(panel_matrix(brief, key)), Scheme.COUNT)
    # Rows nobody named and no expert's order hangs on would only be empty bars.
    shown = [id_ for id_ in texts if id_ in named or id_ in panel_rows]
    choices = [Choice(id_, texts[id_], apart=id_ == NO_LINCHPIN) for id_ in shown]
    drawn = bars(named, choices, audience, panel_rows)
    panel = Sentence(LINCHPIN_NONE)
    if panel_rows:
        panel = Sentence.of(LINCHPIN_PANEL, rows=", ".join(panel_rows))
    facts = {"bars": drawn}
    found = waiting(LINCHPIN_SLUG, LINCHPIN, "bars", facts, panel=panel, why=(LINCHPIN_WHY,))
    most = modal(drawn)
    if most is None:
        return found
    return found.told(Sentence.of(LINCHPIN_SENTENCE, row=texts[most]), sum(named.values()))


def _graded(matrix: Matrix) -> Matrix:
    """The same matrix with neutral where the experts have no consensus, so that it can be added up."""
    rows = [
        Row(
            row.handle,
            tuple(cell or Code.N for cell in row.cells),
            row.credibility,
            row.relevance,
        )
        for row in matrix.rows
    ]
    return Matrix(matrix.hypotheses, tuple(rows))


def _chances(brief: Brief, key: Key, tally: Tally, audience: Audience) -> Finding:
    held = {
        each.id: [
            int(value)
            for value, count in tally.get((CHANCES_SLUG, each.id), {}).items()
            for _person in range(count)
        ]
        for each in brief.hypotheses
    }
    medians = {id_: disclose_median(values, audience) for id_, values in held.items()}
    rows: list[Json] = [
        {
            "label": f"{each.id} {each.name}",
            "share": None if isinstance(found, Hidden) else round(found),
            "panel": key.chances.get(each.id),
        }
        for each, found in zip(brief.hypotheses, medians.values(), strict=True)
    ]
    panel = None
    if key.chances:
        theirs = ", ".join(f"{id_} {chance} %" for id_, chance in key.chances.items())
        panel = Sentence.of(CHANCES_PANEL, theirs=theirs)
    finding = waiting(CHANCES_SLUG, CHANCES, "chances", {"rows": rows}, panel=panel)
    told = [row for row in rows if row["share"] is not None]
    if not told:
        return finding
    first = max(told, key=lambda row: row["share"])
    sentence = Sentence.of(CHANCES_SENTENCE, first=first["label"], median=first["share"])
    return finding.told(sentence, max(len(values) for values in held.values()))


BOARD = MatrixBoard()

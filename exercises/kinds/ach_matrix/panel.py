"""A panel's matrices as a key: each expert's codes, cell by cell. Pure.

The key keeps every expert's row as it is; scoring itself leaves out the cells where they lie two
steps apart (``tradecraft.ach.panel``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exercises.kinds.ach_matrix.matrices import matrix_of, panel_of
from exercises.kinds.ach_matrix.types import Answer, Brief, Evidence, Key, RowKey
from exercises.kinds.panels import (
    AGREED,
    DIFFER,
    NEAR,
    NOBODY,
    SHOWN,
    TOO_FEW,
    PanelLine,
    PanelReading,
    Ratings,
    whole_hundred,
)
from exercises.tradecraft.ach import ORDINAL, Code, panel_cell
from exercises.tradecraft.ach.panel import EXPERTS_WANTED, Ungraded
from exercises.tradecraft.agreement import Metric
from exercises.tradecraft.labels import N_

CELLS, CHANCES = N_("Cells"), N_("Chances, %")
_WHY = {Ungraded.TOO_FEW_EXPERTS: TOO_FEW, Ungraded.EXPERTS_DIFFER: DIFFER}


def read(brief: Brief, answers: Sequence[Answer], before: Key | None = None) -> PanelReading[Key]:
    """Build a key from experts' matrices.

    A row takes the codes of every expert who rated all of it. The chances are the mean of those who
    gave all of theirs.
    """
    matrices = [matrix_of(brief, answer) for answer in answers]
    lines: list[PanelLine] = []
    rows: dict[str, RowKey] = {}
    for place, row in enumerate(brief.rows):
        rated = [matrix.rows[place].cells for matrix in matrices]
        whole = tuple(tuple(c for c in cells if c) for cells in rated if None not in cells)
        lines += _cells(brief, row, rated, [answer.reasons.get(row.id, "") for answer in answers])
        if whole:
            old = before.rows.get(row.id) if before else None
            rows[row.id] = RowKey(whole[:12], old.why if old else "")
    chances = _chances(brief, answers)
    lines += _chance_lines(brief, answers, chances)
    key = Key(rows, EXPERTS_WANTED, chances, before.why if before else "") if rows else None
    return PanelReading(key, tuple(lines), ratings(brief, answers))


def _cells(
    brief: Brief,
    row: Evidence,
    rated: Sequence[Sequence[Code | None]],
    reasons: Sequence[str],
) -> list[PanelLine]:
    lines = []
    for place, hypothesis in enumerate(brief.hypotheses):
        codes = [cells[place] for cells in rated if None not in cells]
        cell = panel_cell([code for code in codes if code])
        graded = cell.ungraded is None and bool(codes)
        near = AGREED if len(set(codes)) == 1 else NEAR
        why = NOBODY if not codes else near if cell.ungraded is None else _WHY[cell.ungraded]
        lines.append(
            PanelLine(
                group=f"{row.id} · {row.text}",
                label=f"{hypothesis.id} {hypothesis.name}",
                given=tuple(str(cells[place] or "") for cells in rated),
                taken=str(cell.code or ""),
                steps=cell.steps,
                graded=graded,
                why=why,
                facts={"steps": cell.steps or 0},
                notes=tuple(reasons) if place == 0 else (),
                differ=cell.ungraded is Ungraded.EXPERTS_DIFFER,
            )
        )
    return lines


def _chances(brief: Brief, answers: Sequence[Answer]) -> Mapping[str, int]:
    ids = [each.id for each in brief.hypotheses]
    whole = [
        answer.chances
        for answer in answers
        if brief.ask_chances
        and set(answer.chances) == set(ids)
        and sum(answer.chances.values()) == 100
    ]
    if not whole:
        return {}
    means = [sum(chances[id_] for chances in whole) / len(whole) for id_ in ids]
    return dict(zip(ids, whole_hundred(means), strict=True))


def _chance_lines(
    brief: Brief, answers: Sequence[Answer], chances: Mapping[str, int]
) -> list[PanelLine]:
    if not brief.ask_chances:
        return []
    return [
        PanelLine(
            group="",
            label=f"{each.id} {each.name}, %",
            given=tuple(str(answer.chances.get(each.id, "")) for answer in answers),
            taken=str(chances.get(each.id, "")),
            steps=None,
            graded=False,
            why=SHOWN if chances else NOBODY,
        )
        for each in brief.hypotheses
    ]


def ratings(brief: Brief, answers: Sequence[Answer], key: Key | None = None) -> tuple[Ratings, ...]:
    """Return all cells, II to CC in order; NA stands outside it."""
    handles = [(row.id, each.id) for row in brief.rows for each in brief.hypotheses]
    return (
        Ratings(
            CELLS,
            Metric.ORDINAL,
            tuple(f"{row}, {column}" for row, column in handles),
            tuple(
                tuple(
                    str(code) if (code := answer.cells.get(row, {}).get(column)) else None
                    for answer in answers
                )
                for row, column in handles
            ),
            {str(code): float(place) for code, place in ORDINAL.items()},
            _accepted(brief, key),
        ),
    )


def _accepted(brief: Brief, key: Key | None) -> tuple[frozenset[str] | None, ...]:
    if key is None:
        return ()
    return tuple(
        frozenset({str(cell.code)}) if cell.code and not cell.ungraded else None
        for row in panel_of(brief, key)
        for cell in row
    )

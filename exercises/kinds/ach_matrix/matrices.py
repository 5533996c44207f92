"""From briefs, keys and answers to the matrices that ``tradecraft.ach`` computes with. Pure."""

from __future__ import annotations

from exercises.kinds.ach_matrix.types import Answer, Brief, Evidence, Key
from exercises.tradecraft.ach import Matrix, PanelCell, Row, panel_cell


def matrix_of(brief: Brief, answer: Answer) -> Matrix:
    """Return the student's matrix; cells not rated are None."""
    return Matrix(_names(brief), tuple(row_of(brief, row, answer) for row in brief.rows))


def row_of(brief: Brief, row: Evidence, answer: Answer) -> Row:
    """Return one row of the student's matrix."""
    given = answer.cells.get(row.id, {})
    cells = tuple(given.get(each.id) for each in brief.hypotheses)
    return Row(row.id, cells, row.credibility, row.relevance)


def panel_of(brief: Brief, key: Key) -> list[list[PanelCell]]:
    """Return the experts' cells row by row, each with whether it is graded."""
    return [
        [
            panel_cell(codes, wanted=key.experts_wanted)
            for codes in zip(*key.rows[row.id].experts, strict=True)
        ]
        for row in brief.rows
    ]


def panel_matrix(brief: Brief, key: Key) -> Matrix:
    """Return the matrix of the experts' consensus; a cell without one is None."""
    rows = zip(brief.rows, panel_of(brief, key), strict=True)
    return Matrix(
        _names(brief),
        tuple(
            Row(row.id, tuple(cell.code for cell in cells), row.credibility, row.relevance)
            for row, cells in rows
        ),
    )


def _names(brief: Brief) -> tuple[str, ...]:
    return tuple(each.id for each in brief.hypotheses)

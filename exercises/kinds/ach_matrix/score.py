"""Scoring a matrix against the experts: cells, telling rows, order, linchpin. Pure.

The share that each comparison gets stands in the brief. Disagreement is explained row by row; the
rows themselves carry no points, since agreement is measured over the whole matrix and corrected
for chance (a matrix that is neutral throughout earns nothing).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exercises.kinds.ach_matrix.matrices import matrix_of, panel_matrix, panel_of
from exercises.kinds.ach_matrix.types import NO_LINCHPIN, Answer, Brief, Evidence, Key
from exercises.kinds.score import Fact, Remark, Score, Verdict, earned, verdict_of
from exercises.tradecraft.ach import (
    Matrix,
    PanelCell,
    Row,
    Scheme,
    agree_on_spread,
    agree_on_standing,
    agree_with_panel,
    inconsistency,
    linchpins,
    spread,
    untested,
)
from exercises.tradecraft.labels import N_
from exercises.tradecraft.undefined import Undefined

CELLS = N_(
    "Your cells against the experts': agreement beyond chance {kappa} (1 is full agreement, 0 is "
    "what chance gives). {graded} cells count; {left_out} do not, because the experts differ."
)
CELLS_ALIKE = N_(
    "Your cells against the experts': {graded} cells count. All of them are alike on both sides, so "
    "they are compared one by one instead."
)
NONE_RATED = N_("None of the {graded} cells that count was rated.")
NOTHING_GRADED = N_("No cell counts: too few experts rated this matrix, or they differ everywhere.")
UNRATED = N_(
    "{empty} cells were not rated and earn nothing; what the order of rows and of hypotheses earn is "
    "cut by the same share."
)
ROW_SAME = N_("Every cell as the experts have it.")
ROW_DIFFERS = N_("You differ (your code first): {cells}.")
ROW_UNRATED = N_("Not rated: {cells}.")
ROW_BOTH = N_("You differ (your code first): {cells}. Not rated: {empty}.")
SPREAD = N_(
    "Which rows tell the hypotheses apart: your order of rows agrees with the experts' by {tau} "
    "(1 is the same order, 0 none). Theirs begins with {first}."
)
SPREAD_NONE = N_(
    "Which rows tell the hypotheses apart: your rows do not differ in this, so there is no order. "
    "The experts' begins with {first}."
)
STANDING = N_(
    "Order of the hypotheses by inconsistency: yours agrees with the experts' by {tau}. Theirs is "
    "{scores}. The lowest score means least refuted, not likeliest."
)
STANDING_NONE = N_(
    "Order of the hypotheses: nothing in your matrix speaks against one more than against another. "
    "The experts' inconsistency is {scores}."
)
LINCHPIN_RIGHT = N_("Linchpin {row}: without it, your own matrix puts other hypotheses in front.")
LINCHPIN_NONE_RIGHT = N_("No single row changes which hypotheses your matrix puts in front: right.")
LINCHPIN_WRONG = N_(
    "Linchpin {row}: without it, your own matrix still puts the same hypotheses in front. "
    "A row that changes this: {rows}."
)
LINCHPIN_NONE_WRONG = N_(
    "Linchpin {row}: without it, your own matrix still puts the same hypotheses in front. "
    "No single row changes this."
)
LINCHPIN_MISSED = N_("You named no linchpin. In your own matrix there is one or more: {rows}.")
LINCHPIN_NOTHING = N_(
    "Nothing in your matrix speaks against any hypothesis, so there is no order that a row could change."
)
LINCHPIN_OPEN = N_("The question for the linchpin was left open.")
LINCHPIN_UNRATED = N_("A linchpin can only be told once every row is rated.")
UNTESTED = N_(
    "Nothing in your matrix speaks against {names}. Such a score is low because nothing could "
    "contradict it, not because it is true."
)
CHANCES = N_("Your chances: {mine}. The experts': {theirs}. They carry no points.")

CELLS_LINE, SPREAD_LINE, STANDING_LINE = "cells", "spread", "standing"
LINCHPIN_LINE, CHANCES_LINE = "linchpin", "chances"
# By: whether "none" was named, whether that is right, whether the matrix has linchpins.
_LINCHPINS: Mapping[tuple[bool, bool, bool], str] = {
    (False, True, True): LINCHPIN_RIGHT,
    (False, False, True): LINCHPIN_WRONG,
    (False, False, False): LINCHPIN_NONE_WRONG,
    (True, True, False): LINCHPIN_NONE_RIGHT,
    (True, False, True): LINCHPIN_MISSED,
}
_SCHEME = Scheme.COUNT


def score(brief: Brief, key: Key, answer: Answer) -> Score:
    """Compare the student's matrix with the panel's, and its linchpin with the matrix itself."""
    mine, panel = matrix_of(brief, answer), panel_of(brief, key)
    theirs = panel_matrix(brief, key)
    return Score.of(
        [
            *_cells(brief, mine, panel),
            *_rows(brief, key, mine, panel),
            _spread(brief, mine, theirs),
            _standing(brief, key, mine, theirs),
            _linchpin(brief, mine, answer.linchpin),
            *_asides(brief, key, mine, answer),
        ]
    )


def _cells(brief: Brief, mine: Matrix, panel: list[list[PanelCell]]) -> Iterator[Remark]:
    agreement = agree_with_panel([row.cells for row in mine.rows], panel)
    credit = agreement.credit
    if isinstance(credit, Undefined):
        yield _remark(CELLS_LINE, brief.cells_c, brief.cells_c, NOTHING_GRADED)
        return
    graded = agreement.ordered + agreement.not_applicable + agreement.unrated
    points = earned(credit, brief.cells_c)
    if agreement.unrated == graded:
        yield _remark(CELLS_LINE, points, brief.cells_c, NONE_RATED, graded=graded)
        return
    if isinstance(agreement.kappa, Undefined):
        yield _remark(CELLS_LINE, points, brief.cells_c, CELLS_ALIKE, graded=graded)
    else:
        yield _remark(
            CELLS_LINE,
            points,
            brief.cells_c,
            CELLS,
            kappa=f"{agreement.kappa:.2f}",
            graded=graded,
            left_out=agreement.ungraded,
        )
    if agreement.unrated:
        yield _remark(CELLS_LINE, 0, 0, UNRATED, empty=agreement.unrated)


def _rows(brief: Brief, key: Key, mine: Matrix, panel: list[list[PanelCell]]) -> Iterator[Remark]:
    for evidence, row, cells in zip(brief.rows, mine.rows, panel, strict=True):
        yield _row(brief, evidence, row, cells, key.rows[evidence.id].why)


def _row(brief: Brief, evidence: Evidence, row: Row, panel: list[PanelCell], why: str) -> Remark:
    differs, empty = [], []
    for hypothesis, given, cell in zip(brief.hypotheses, row.cells, panel, strict=True):
        if cell.ungraded or cell.code is None:
            continue
        if given is None:
            empty.append(f"{hypothesis.id} ({cell.code})")
        elif given is not cell.code:
            differs.append(f"{hypothesis.id} {given} / {cell.code}")
    template = {
        (False, False): ROW_SAME,
        (True, False): ROW_DIFFERS,
        (False, True): ROW_UNRATED,
        (True, True): ROW_BOTH,
    }[bool(differs), bool(empty)]
    facts = {"cells": ", ".join(differs or empty), "empty": ", ".join(empty)}
    return Remark(
        evidence.id,
        Verdict.INFO,
        0,
        0,
        template,
        facts if differs or empty else {},
        why,
        evidence.cites,
    )


def _spread(brief: Brief, mine: Matrix, theirs: Matrix) -> Remark:
    tau = agree_on_spread(mine.rows, theirs.rows)
    first = ", ".join(_most_telling(theirs))
    if isinstance(tau, Undefined):
        return _remark(SPREAD_LINE, 0, brief.spread_c, SPREAD_NONE, first=first)
    points = earned(max(tau, 0.0) * _rated(mine), brief.spread_c)
    return _remark(SPREAD_LINE, points, brief.spread_c, SPREAD, tau=f"{tau:.2f}", first=first)


def _standing(brief: Brief, key: Key, mine: Matrix, theirs: Matrix) -> Remark:
    wanted = inconsistency(theirs, _SCHEME)
    tau = agree_on_standing(inconsistency(mine, _SCHEME), wanted)
    scores = ", ".join(
        f"{name} {value:g}" for name, value in zip(theirs.hypotheses, wanted, strict=True)
    )
    if isinstance(tau, Undefined):
        return _remark(STANDING_LINE, 0, brief.standing_c, STANDING_NONE, key.why, scores=scores)
    points = earned(max(tau, 0.0) * _rated(mine), brief.standing_c)
    return _remark(
        STANDING_LINE, points, brief.standing_c, STANDING, key.why, tau=f"{tau:.2f}", scores=scores
    )


def _linchpin(brief: Brief, mine: Matrix, named: str) -> Remark:
    worth = brief.linchpin_c
    if not mine.complete:
        return _remark(LINCHPIN_LINE, 0, worth, LINCHPIN_UNRATED)
    if not named:
        return _remark(LINCHPIN_LINE, 0, worth, LINCHPIN_OPEN)
    if not any(inconsistency(mine, _SCHEME)):
        return _remark(LINCHPIN_LINE, 0, worth, LINCHPIN_NOTHING)
    found = linchpins(mine, _SCHEME)
    right = named in found or (named == NO_LINCHPIN and not found)
    template = _LINCHPINS[named == NO_LINCHPIN, right, bool(found)]
    rows = ", ".join(found)
    return _remark(LINCHPIN_LINE, worth * right, worth, template, row=named, rows=rows)


def _asides(brief: Brief, key: Key, mine: Matrix, answer: Answer) -> Iterator[Remark]:
    if mine.complete and (names := untested(mine)):
        yield _remark(STANDING_LINE, 0, 0, UNTESTED, names=", ".join(names))
    if brief.ask_chances and answer.chances and key.chances:
        yield _remark(
            CHANCES_LINE,
            0,
            0,
            CHANCES,
            mine=_chances(mine, answer.chances),
            theirs=_chances(mine, key.chances),
        )


def _chances(matrix: Matrix, chances: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {chances[name]} %" for name in matrix.hypotheses if name in chances)


def _rated(matrix: Matrix) -> float:
    """Share of the cells that are rated, 0 to 1: an order read off half a matrix is half an order."""
    cells = [cell for row in matrix.rows for cell in row.cells]
    return sum(cell is not None for cell in cells) / len(cells)


def _most_telling(matrix: Matrix) -> list[str]:
    """The three rows that tell the hypotheses apart best, first first."""
    spreads = [(spread(row), row.handle) for row in matrix.rows]
    told = [(value, name) for value, name in spreads if not isinstance(value, Undefined) and value]
    return [name for _, name in sorted(told, key=lambda each: -each[0])[:3]]


def _remark(
    line: str, points_c: int, out_of_c: int, template: str, note: str = "", **facts: Fact
) -> Remark:
    verdict = verdict_of(points_c, out_of_c)
    return Remark(line, verdict, points_c, out_of_c, template, facts, note)

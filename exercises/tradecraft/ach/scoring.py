"""Four ways to score a matrix, each under its own name, all counting inconsistency only.

Every score is 0 or more and grows with what speaks against a hypothesis. (PARC prints the same
figures with a minus sign.) Rewarding consistency is left out on purpose: it contradicts the logic
of refutation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from types import MappingProxyType

from exercises.tradecraft.ach.matrix import Code, Matrix, Row, Weight
from exercises.tradecraft.labels import N_, Label


class Scheme(StrEnum):
    """The published ways to score a matrix."""

    COUNT = "count"
    PARC_WEIGHTED = "parc_weighted"
    SQUARED_DISTANCE = "squared_distance"
    CREDIBILITY_ONLY = "credibility_only"


SCHEME_LABELS: Mapping[Scheme, Label] = MappingProxyType(
    {
        Scheme.COUNT: Label(N_("plain count"), N_("Each I counts 1, each II counts 2.")),
        Scheme.PARC_WEIGHTED: Label(
            N_("weighted (PARC)"),
            N_("Each I counts 1, each II counts 2, times the row's credibility and relevance."),
        ),
        Scheme.SQUARED_DISTANCE: Label(
            N_("squared distance (Open Synthesis)"),
            N_("Each I counts 1, each II counts 4: the squared distance from neutral."),
        ),
        Scheme.CREDIBILITY_ONLY: Label(
            N_("credibility only (Burton)"),
            N_("Each I counts 1, each II counts 2, times the row's credibility; no relevance."),
        ),
    }
)

_PLAIN: Mapping[Code, int] = MappingProxyType({Code.I: 1, Code.II: 2})
_SQUARED: Mapping[Code, int] = MappingProxyType({Code.I: 1, Code.II: 4})

_STEPS: Mapping[Weight, int] = MappingProxyType({Weight.LOW: -1, Weight.MEDIUM: 0, Weight.HIGH: 1})
_ROOT_TWO_TO: Mapping[int, float] = MappingProxyType(
    {-2: 0.5, -1: 1 / sqrt(2), 0: 1.0, 1: sqrt(2), 2: 2.0}
)
"""Powers of the square root of two, so that a low and a high weight cancel exactly."""


def _unweighted(row: Row) -> float:
    return 1.0


def _parc(row: Row) -> float:
    return _ROOT_TWO_TO[_STEPS[row.credibility] + _STEPS[row.relevance]]


def _burton(row: Row) -> float:
    return _ROOT_TWO_TO[2 * _STEPS[row.credibility]]


@dataclass(frozen=True, slots=True)
class _Rule:
    points: Mapping[Code, int]
    factor: Callable[[Row], float]


_RULES: Mapping[Scheme, _Rule] = MappingProxyType(
    {
        Scheme.COUNT: _Rule(_PLAIN, _unweighted),
        Scheme.PARC_WEIGHTED: _Rule(_PLAIN, _parc),
        Scheme.SQUARED_DISTANCE: _Rule(_SQUARED, _unweighted),
        Scheme.CREDIBILITY_ONLY: _Rule(_PLAIN, _burton),
    }
)

TOLERANCE = 1e-9
"""Scores closer than this are tied; irrational weights leave dust in the last digits."""


def row_factor(row: Row, scheme: Scheme) -> float:
    """What every cell of the row is multiplied by under the scheme.

    PARC: credibility x relevance, each low 1/sqrt 2, medium 1, high sqrt 2 (PARC ACH 1.1 technical
    description, constants as restated by its users). Burton: credibility alone, low 0.5, medium 1,
    high 2 (Competing Hypotheses, commit 97177f8). The other two weigh every row alike.
    """
    return _RULES[scheme].factor(row)


def cell_points(code: Code | None, row: Row, scheme: Scheme) -> float:
    """What one cell adds to its hypothesis' score; CC, C, N, NA and unrated add 0."""
    return 0.0 if code is None else _RULES[scheme].points.get(code, 0) * row_factor(row, scheme)


def contributions(row: Row, scheme: Scheme) -> tuple[float, ...]:
    """What each cell of a row adds, in the order of the hypotheses."""
    points, factor = _RULES[scheme].points, row_factor(row, scheme)
    return tuple(points.get(cell, 0) * factor if cell else 0.0 for cell in row.cells)


def inconsistency(matrix: Matrix, scheme: Scheme) -> tuple[float, ...]:
    """Score of each hypothesis: the sum of its column, 0 or more. Lowest is least refuted."""
    totals = [0.0] * len(matrix.hypotheses)
    for row in matrix.rows:
        for place, points in enumerate(contributions(row, scheme)):
            totals[place] += points
    return tuple(totals)


@dataclass(frozen=True, slots=True)
class Standing:
    """Hypotheses by score under one scheme.

    `scores` follows the order of the matrix. `order` lists groups from least to most refuted;
    hypotheses in one group are tied.
    """

    scheme: Scheme
    scores: tuple[float, ...]
    order: tuple[tuple[str, ...], ...]

    @property
    def least_refuted(self) -> frozenset[str]:
        """The group in front: one hypothesis, or several that are tied."""
        return frozenset(self.order[0])


def group_by_score(
    names: tuple[str, ...], scores: tuple[float, ...]
) -> tuple[tuple[str, ...], ...]:
    """Names in groups of equal score, lowest first; within a group in their given order.

    There is at least one name.
    """
    by_score = sorted(zip(scores, names, strict=True), key=lambda pair: pair[0])
    groups = [[by_score[0][1]]]
    for (lower, _), (score, name) in pairwise(by_score):
        if score - lower <= TOLERANCE:
            groups[-1].append(name)
        else:
            groups.append([name])
    return tuple(tuple(sorted(group, key=names.index)) for group in groups)


def standing(matrix: Matrix, scheme: Scheme) -> Standing:
    """Score the matrix under one scheme and order its hypotheses, ties kept as ties."""
    scores = inconsistency(matrix, scheme)
    return Standing(scheme, scores, group_by_score(matrix.hypotheses, scores))

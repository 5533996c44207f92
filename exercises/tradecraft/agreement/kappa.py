"""Cohen's kappa, plain and weighted, for two raters.

Kappa = 1 - (weighted disagreement seen) / (weighted disagreement expected by chance).
Sources: Cohen 1960, Educational and Psychological Measurement 20, 37-46 (plain); Cohen 1968,
Psychological Bulletin 70, 213-220 (weighted); Fleiss & Cohen 1973 (quadratic weights).

Every level of the scale must be given, also those nobody used: leaving one out moves the others
closer together and changes the figure.
"""

from collections.abc import Hashable, Sequence
from enum import StrEnum
from typing import TypeVar

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_
from exercises.tradecraft.undefined import Reason, Undefined

T = TypeVar("T", bound=Hashable)


class Weights(StrEnum):
    """How much a disagreement counts, by the distance d of the two levels."""

    NOMINAL = "nominal"  # 1 for every disagreement
    LINEAR = "linear"  # |d|
    QUADRATIC = "quadratic"  # d squared


def disagreement(weights: Weights, size: int) -> list[list[float]]:
    """Disagreement weights for `size` ordered levels, 0 on the diagonal and 1 at the widest.

    `size` is at least 2.
    """
    widest = size - 1
    if weights is Weights.NOMINAL:
        return [[float(row != column) for column in range(size)] for row in range(size)]
    power = 1 if weights is Weights.LINEAR else 2
    return [
        [(abs(row - column) / widest) ** power for column in range(size)] for row in range(size)
    ]


def index_levels(levels: Sequence[T]) -> dict[T, int]:
    """Place of each level on its scale. Raises InvalidInput under two, or for a repeated one."""
    index = {level: place for place, level in enumerate(levels)}
    if len(index) < 2 or len(index) != len(levels):
        raise InvalidInput(N_("A scale needs at least two levels, each named once."))
    return index


def place_of(value: T, index: dict[T, int]) -> int:
    """Place of a value on its scale. Raises InvalidInput for a value off the scale."""
    if value not in index:
        raise InvalidInput(N_("“{value}” is not a level of this scale."), value=value)
    return index[value]


def kappa_from_table(
    table: Sequence[Sequence[float]], weights: Sequence[Sequence[float]]
) -> float | Undefined:
    """Kappa of a square table of counts, with disagreement weights of the same shape.

    1 is full agreement, 0 what chance gives, below 0 less than chance. Undefined when the table is
    empty, or when chance alone would never disagree. Raises InvalidInput for a table or weights
    that are not square and alike, or that hold a negative number.
    """
    size = len(table)
    for grid in (table, weights):
        if size < 2 or len(grid) != size or any(len(row) != size for row in grid):
            raise InvalidInput(N_("Table and weights are square and of the same size."))
        if any(value < 0 for row in grid for value in row):
            raise InvalidInput(N_("Counts and weights are not below zero."))
    row_sums = [sum(row) for row in table]
    column_sums = [sum(row[column] for row in table) for column in range(size)]
    total = sum(row_sums)
    if total == 0:
        return Undefined(Reason.NO_DATA)
    cells = [(row, column) for row in range(size) for column in range(size)]
    seen = sum(weights[row][column] * table[row][column] for row, column in cells)
    expected = sum(
        weights[row][column] * row_sums[row] * column_sums[column] for row, column in cells
    )
    if expected == 0:
        return Undefined(Reason.NO_VARIATION)
    return 1 - seen * total / expected


def weighted_kappa(
    first: Sequence[T], second: Sequence[T], levels: Sequence[T], weights: Weights
) -> float | Undefined:
    """Kappa of two raters who judged the same things in the same order.

    `levels` is the whole scale in its order. Undefined without data, or when both raters gave one
    and the same level throughout. Raises InvalidInput for unequal lengths, a scale under two
    levels and a value off the scale.
    """
    index = index_levels(levels)
    if len(first) != len(second):
        raise InvalidInput(N_("Both raters must have judged the same things."))
    table = [[0] * len(levels) for _ in levels]
    for one, other in zip(first, second, strict=True):
        table[place_of(one, index)][place_of(other, index)] += 1
    return kappa_from_table(table, disagreement(weights, len(levels)))


def cohen_kappa(first: Sequence[T], second: Sequence[T], levels: Sequence[T]) -> float | Undefined:
    """Plain kappa: every disagreement counts the same. See `weighted_kappa`."""
    return weighted_kappa(first, second, levels, Weights.NOMINAL)


def quadratic_weighted_kappa(
    first: Sequence[T], second: Sequence[T], levels: Sequence[T]
) -> float | Undefined:
    """Kappa with squared distances, for ordered levels. See `weighted_kappa`."""
    return weighted_kappa(first, second, levels, Weights.QUADRATIC)

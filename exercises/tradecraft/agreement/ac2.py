"""Gwet's AC1 and AC2: agreement that stays sensible when nearly all falls into one category.

(p_a - p_e) / (1 - p_e), where chance agreement p_e is taken from how much the categories spread,
so that a lopsided class does not drag it down as it drags kappa. Report it beside kappa.

Source: Gwet 2008, British Journal of Mathematical and Statistical Psychology 61, 29-48; Gwet 2014,
Handbook of Inter-Rater Reliability, 4th ed. (weights, several raters, missing ratings).
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from math import fsum
from typing import TypeVar

from exercises.tradecraft.agreement.grid import Ratings, given_values
from exercises.tradecraft.agreement.kappa import Weights, disagreement, index_levels, place_of
from exercises.tradecraft.undefined import Reason, Undefined

T = TypeVar("T", bound=Hashable)


def gwet_ac2(
    ratings: Ratings[T], levels: Sequence[T], weights: Weights = Weights.QUADRATIC
) -> float | Undefined:
    """AC2 of a grid with a row for each thing judged and a column for each judge.

    `levels` is the whole scale in its order, used or not. With nominal weights this is AC1.
    1 is full agreement. Undefined without ratings, or when nothing was judged twice. Raises
    InvalidInput for a ragged grid, a scale under two levels, and a value off the scale.
    """
    index = index_levels(levels)
    size = len(levels)
    apart = disagreement(weights, size)
    things = [
        Counter(place_of(value, index) for value in values)
        for values in given_values(ratings)
        if values
    ]
    if not things:
        return Undefined(Reason.NO_DATA)
    paired = [counts for counts in things if counts.total() > 1]
    if not paired:
        return Undefined(Reason.NO_PAIRS)
    seen_apart = fsum(_mean_disagreement(counts, apart) for counts in paired) / len(paired)
    shares = [fsum(c[level] / c.total() for c in things) / len(things) for level in range(size)]
    alike = size * size - fsum(map(fsum, apart))  # sum of the agreement weights
    chance = alike / (size * (size - 1)) * fsum(share * (1 - share) for share in shares)
    return 1 - seen_apart / (1 - chance)


def _mean_disagreement(counts: Counter[int], apart: Sequence[Sequence[float]]) -> float:
    """Mean disagreement weight over all pairs of judges of one thing."""
    number = counts.total()
    weighed = fsum(
        counts[one] * counts[other] * apart[one][other] for one in counts for other in counts
    )
    return weighed / (number * (number - 1))

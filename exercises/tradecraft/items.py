"""Item analysis: how hard an item was, whether it tells those who know more from those who know less.

Shares are points earned out of points possible, 0 to 1. Nothing is said of fewer people than a stated
number: a mean of three is three people's marks, and a correlation of five is luck.

Sources: Crocker & Algina 1986, Introduction to Classical and Modern Test Theory, ch. 14 (difficulty
as the mean share); Henrysson 1963, Psychometrika 28, 211-218 (an item's correlation with the total
without it); Cronbach 1951, Psychometrika 16, 297-334 (alpha).
"""

from collections.abc import Sequence
from math import fsum, isfinite, sqrt

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_
from exercises.tradecraft.undefined import Reason, Undefined, too_few

SHOWN_FROM = 5
"""People from whom on a mean is shown: fewer would show single people's marks."""
COMPARED_FROM = 10
"""People from whom on items are compared with the rest of the work (our advice; more is better)."""
_DUST = 1e-12


def difficulty(shares: Sequence[float], *, shown_from: int = SHOWN_FROM) -> float | Undefined:
    """Mean share of an item, 0 (nobody earned anything) to 1 (everybody earned all).

    A high figure is an easy item. Undefined under `shown_from` people. Raises InvalidInput for a
    share that is not a finite number.
    """
    _check(shares)
    needed = max(shown_from, 1)
    if len(shares) < needed:
        return too_few(len(shares), needed)
    return fsum(shares) / len(shares)


def discrimination(
    item: Sequence[float], rest: Sequence[float], *, shown_from: int = COMPARED_FROM
) -> float | Undefined:
    """Correlation of an item with the rest of the work, -1 to 1 (corrected item-total correlation).

    `rest` is what the same people earned elsewhere, the item left out; with the item in it the
    figure would flatter. Undefined under `shown_from` people, and where everybody is alike on
    either side. Raises InvalidInput for unequal lengths and numbers that are not finite.
    """
    if len(item) != len(rest):
        raise InvalidInput(N_("Every person needs a value on both sides."))
    _check(item)
    _check(rest)
    needed = max(shown_from, 2)
    if len(item) < needed:
        return too_few(len(item), needed)
    return _correlation(item, rest)


def cronbach_alpha(
    people: Sequence[Sequence[float]], *, shown_from: int = COMPARED_FROM
) -> float | Undefined:
    """How well items hang together: a row for each person, a column for each item; 1 at most.

    k / (k - 1) x (1 - sum of the items' variances / variance of the sums). Undefined under
    `shown_from` people, under two items, and where everybody has the same sum. Raises InvalidInput
    for a ragged table and numbers that are not finite.
    """
    for row in people:
        _check(row)
    if any(len(row) != len(people[0]) for row in people):
        raise InvalidInput(N_("Every person needs a value for every item."))
    needed = max(shown_from, 2)
    if len(people) < needed:
        return too_few(len(people), needed)
    items = len(people[0])
    if items < 2:
        return too_few(items, 2)
    whole = _variance([fsum(row) for row in people])
    if whole <= _DUST:
        return Undefined(Reason.NO_VARIATION)
    parts = fsum(_variance(column) for column in zip(*people, strict=True))
    return items / (items - 1) * (1 - parts / whole)


def _correlation(first: Sequence[float], second: Sequence[float]) -> float | Undefined:
    """Pearson's product-moment correlation, within -1 to 1."""
    mean_first, mean_second = fsum(first) / len(first), fsum(second) / len(second)
    pairs = [(a - mean_first, b - mean_second) for a, b in zip(first, second, strict=True)]
    spread = fsum(a * a for a, _ in pairs) * fsum(b * b for _, b in pairs)
    if spread <= _DUST * len(pairs) ** 2:
        return Undefined(Reason.NO_VARIATION)
    return max(-1.0, min(1.0, fsum(a * b for a, b in pairs) / sqrt(spread)))


def _variance(values: Sequence[float]) -> float:
    """Variance over all of `values` (divided by n)."""
    mean = fsum(values) / len(values)
    return fsum((value - mean) ** 2 for value in values) / len(values)


def _check(values: Sequence[float]) -> None:
    if not all(isfinite(value) for value in values):
        raise InvalidInput(N_("Every share must be a number."))

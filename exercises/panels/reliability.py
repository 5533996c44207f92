"""How far a panel agrees: the statistic that fits what was rated, each under its own name. Pure.

Krippendorff's alpha everywhere, since it bears gaps; two experts on an ordered scale also quadratic
weighted kappa; numbers that everybody gave also ICC(2,1) for one expert and ICC(2,k) for their mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exercises.kinds.panels import Ratings
from exercises.tradecraft.agreement import (
    Metric,
    icc,
    krippendorff_alpha,
    quadratic_weighted_kappa,
)
from exercises.tradecraft.labels import N_
from exercises.tradecraft.undefined import Undefined

_ALPHA = {
    Metric.NOMINAL: N_("Krippendorff's alpha, nominal"),
    Metric.ORDINAL: N_("Krippendorff's alpha, ordinal"),
    Metric.INTERVAL: N_("Krippendorff's alpha, interval"),
    Metric.RATIO: N_("Krippendorff's alpha, ratio"),
}
KAPPA = N_("Quadratic weighted kappa")
ICC_ONE, ICC_MEAN = N_("ICC(2,1), one expert"), N_("ICC(2,k), the experts' mean")


@dataclass(frozen=True, slots=True)
class Figure:
    """One statistic.

    Attributes:
        about: what was rated; a source string.
        name: which statistic; a source string.
        value: the figure, or why there is none.
        lines: how many lines it rests on.
    """

    about: str
    name: str
    value: float | Undefined
    lines: int

    @property
    def defined(self) -> bool:
        """Whether there is a figure."""
        return not isinstance(self.value, Undefined)


def figures(ratings: Sequence[Ratings]) -> list[Figure]:
    """Return the statistics of a panel's answers, in the order of what was rated."""
    return [figure for each in ratings for figure in _of(each)]


def _of(ratings: Ratings) -> Iterator[Figure]:
    grid = ratings.numbers()
    lines = sum(any(value is not None for value in row) for row in grid)
    about = ratings.label
    yield Figure(about, _ALPHA[ratings.metric], krippendorff_alpha(grid, ratings.metric), lines)
    pairs = [(row[0], row[1]) for row in grid if len(row) == 2 and None not in row]
    if ratings.metric is Metric.ORDINAL and pairs:
        levels = sorted(set(ratings.ranks.values()))
        first, second = [_n(a) for a, _b in pairs], [_n(b) for _a, b in pairs]
        kappa = quadratic_weighted_kappa(first, second, levels)
        yield Figure(about, KAPPA, kappa, len(pairs))
    if ratings.metric is Metric.INTERVAL and all(None not in row for row in grid):
        whole = [[_n(value) for value in row] for row in grid]
        found = icc(whole)
        if isinstance(found, Undefined):
            yield Figure(about, ICC_ONE, found, len(whole))
        else:
            yield Figure(about, ICC_ONE, found.single, len(whole))
            yield Figure(about, ICC_MEAN, found.average, len(whole))


def _n(value: float | str | None) -> float:
    return float(value) if value is not None else 0.0

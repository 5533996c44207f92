"""Krippendorff's alpha: agreement of any number of judges, with judgements missing.

alpha = 1 - (disagreement seen) / (disagreement expected), both over pairable values: the values of
things that at least two judges judged.

Source: Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"; Krippendorff 2018, Content
Analysis, 4th ed., ch. 12 (difference functions).
"""

from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import accumulate, combinations
from math import fsum, isfinite

from exercises.tradecraft.agreement.grid import Ratings, given_values
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_
from exercises.tradecraft.undefined import Reason, Undefined

Value = float | str
_Difference = Callable[[Value, Value], float]


class Metric(StrEnum):
    """What the distance between two values means."""

    NOMINAL = "nominal"  # the same or not; values may be words
    ORDINAL = "ordinal"  # ranks, by how many values lie between
    INTERVAL = "interval"  # differences
    RATIO = "ratio"  # differences in proportion to the sum; no value below 0


def krippendorff_alpha(ratings: Ratings[Value], metric: Metric) -> float | Undefined:
    """Alpha of a grid with a row for each thing judged and a column for each judge.

    1 is full agreement, 0 what chance gives, below 0 systematic disagreement. Undefined without
    values, when nothing was judged twice, or when every pairable value is as good as the same. Raises
    InvalidInput for a ragged grid, for words under a metric other than nominal, for a value that
    is not a finite number, and for a value below 0 under ratio.
    """
    things: list[list[Value]] = list(given_values(ratings))
    for value in (value for values in things for value in values):
        _check_value(value, metric)
    if not any(things):
        return Undefined(Reason.NO_DATA)
    pairable = [Counter(values) for values in things if len(values) > 1]
    if not pairable:
        return Undefined(Reason.NO_PAIRS)
    totals: Counter[Value] = sum(pairable, Counter())
    if len(totals) == 1:
        return Undefined(Reason.NO_VARIATION)
    difference = _difference(metric, totals)
    number = totals.total()
    seen = fsum(
        counts[one] * counts[other] * difference(one, other) / (counts.total() - 1)
        for counts in pairable
        for one, other in combinations(counts, 2)
    )
    expected = fsum(
        totals[one] * totals[other] * difference(one, other)
        for one, other in combinations(totals, 2)
    )
    if expected == 0:  # values so close that their differences vanish
        return Undefined(Reason.NO_VARIATION)
    return 1 - (number - 1) * seen / expected


def _check_value(value: Value, metric: Metric) -> None:
    if metric is Metric.NOMINAL:
        return
    if isinstance(value, str) or not isfinite(value):
        raise InvalidInput(N_("“{value}” is not a number."), value=value)
    if metric is Metric.RATIO and value < 0:
        raise InvalidInput(N_("On a ratio scale no value is below 0."))


def _difference(metric: Metric, totals: Mapping[Value, int]) -> _Difference:
    """Squared difference of two unlike values under the metric."""
    if metric is Metric.NOMINAL:
        return lambda _one, _other: 1.0
    if metric is Metric.RATIO:
        return lambda one, other: ((_n(one) - _n(other)) / (_n(one) + _n(other))) ** 2
    places = _middle_ranks(totals) if metric is Metric.ORDINAL else {v: _n(v) for v in totals}
    return lambda one, other: (places[one] - places[other]) ** 2


def _middle_ranks(totals: Mapping[Value, int]) -> dict[Value, float]:
    """Rank in the middle of each value's run; their differences are the ordinal metric."""
    ordered = sorted(totals, key=_n)
    ends = accumulate(totals[value] for value in ordered)
    return {value: end - totals[value] / 2 for value, end in zip(ordered, ends, strict=True)}


def _n(value: Value) -> float:
    return float(value)

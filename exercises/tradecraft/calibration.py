"""Calibration: when you said 70 to 80 %, how often did it happen?

Yes-or-no forecasts are gathered in bins by the chance given. Below a stated number of resolved
forecasts nothing is shown, because a handful of them tells luck, not skill.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from exercises.tradecraft.forecasts import Resolved
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Sentence
from exercises.tradecraft.undefined import Undefined, too_few

DECILES: tuple[float, ...] = tuple(tenth / 10 for tenth in range(11))
SHOWN_FROM = 10
"""Resolved forecasts a person needs before calibration is shown; fewer tell luck (our advice)."""
STEADY_FROM = 30
"""From so many on a curve says something about the person; below it is a picture, never a mark."""
THIN_BELOW = 5
"""Forecasts under which a bin is drawn hollow."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts from `low` up to but without `high` (the last bin takes its `high` too).

    `low`, `high` and `mean_forecast` are probabilities, 0 to 1; `happened` of `count` came true.
    """

    low: float
    high: float
    count: int
    happened: int
    mean_forecast: float

    @property
    def share(self) -> float:
        """Share that came true, 0 to 1."""
        return self.happened / self.count

    @property
    def thin(self) -> bool:
        """Too few forecasts to read much into the bin."""
        return self.count < THIN_BELOW

    @property
    def sentence(self) -> Sentence:
        """The bin in one line, in per cent."""
        return Sentence.of(
            N_("When you said {low} to {high} %, it happened {happened} of {count} times."),
            low=f"{self.low * 100:g}",
            high=f"{self.high * 100:g}",
            happened=self.happened,
            count=self.count,
        )


def gather(
    forecasts: Iterable[Resolved], edges: Sequence[float] = DECILES
) -> dict[int, list[Resolved]]:
    """Forecasts by the index of their bin, in the order of the bins; empty bins are left out.

    Raises InvalidInput unless the edges rise from 0 to 1.
    """
    if not edges or edges[0] != 0 or edges[-1] != 1 or any(a >= b for a, b in pairwise(edges)):
        raise InvalidInput(N_("The edges of the bins must rise from 0 to 1."))
    bins: dict[int, list[Resolved]] = {}
    for forecast in forecasts:
        place = min(bisect_right(edges, forecast.probability), len(edges) - 1) - 1
        bins.setdefault(place, []).append(forecast)
    return dict(sorted(bins.items()))


def calibration(
    forecasts: Sequence[Resolved],
    *,
    edges: Sequence[float] = DECILES,
    shown_from: int = SHOWN_FROM,
) -> tuple[Bin, ...] | Undefined:
    """The bins that hold forecasts, lowest first.

    Undefined under `shown_from` forecasts (and without any). Raises InvalidInput unless the edges
    rise from 0 to 1.
    """
    gathered = gather(forecasts, edges)
    needed = max(shown_from, 1)
    if len(forecasts) < needed:
        return too_few(len(forecasts), needed)
    return tuple(
        Bin(
            edges[place],
            edges[place + 1],
            len(members),
            sum(each.happened for each in members),
            fsum(each.probability for each in members) / len(members),
        )
        for place, members in gathered.items()
    )

"""Murphy's decomposition of the half Brier score: what part is calibration, what part knowledge.

    Brier = reliability - resolution + uncertainty

is exact when all forecasts of a group are equal (`murphy`). With ranges for groups (`murphy_binned`)
two more terms make it exact again: + variance within groups - covariance within groups.

Sources: Murphy 1973, Journal of Applied Meteorology 12, 595-600; Stephenson, Coelho & Jolliffe 2008,
Weather and Forecasting 23, 752-757 (the two terms within groups).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from exercises.tradecraft.calibration import DECILES, gather
from exercises.tradecraft.forecasts import Resolved, half_brier
from exercises.tradecraft.undefined import Reason, Undefined


@dataclass(frozen=True, slots=True)
class Murphy:
    """The half Brier score of yes-or-no forecasts and its parts, each 0 to 1 but the covariance.

    `reliability` is calibration, 0 best; `resolution` is how far the forecaster tells the cases
    apart, higher is better; `uncertainty` belongs to the questions and peaks at a base rate of
    one half. brier = reliability - resolution + uncertainty + within_variance - within_covariance.
    """

    number: int
    base_rate: float
    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    within_variance: float
    within_covariance: float

    @property
    def skill(self) -> float | Undefined:
        """1 - brier / uncertainty: 1 is perfect, 0 no better than the base rate, below 0 worse.

        Undefined when every question had the same answer.
        """
        if self.uncertainty == 0:
            return Undefined(Reason.NO_VARIATION)
        return 1 - self.brier / self.uncertainty


def murphy(forecasts: Sequence[Resolved]) -> Murphy | Undefined:
    """Decompose over groups of equal forecasts; the terms within groups are 0.

    Undefined without forecasts.
    """
    groups: dict[float, list[Resolved]] = {}
    for forecast in forecasts:
        groups.setdefault(forecast.probability, []).append(forecast)
    return _decompose(forecasts, groups.values())


def murphy_binned(
    forecasts: Sequence[Resolved], edges: Sequence[float] = DECILES
) -> Murphy | Undefined:
    """Decompose over ranges of forecasts, with the terms within groups.

    Undefined without forecasts. Raises InvalidInput unless the edges rise from 0 to 1.
    """
    return _decompose(forecasts, gather(forecasts, edges).values())


def _decompose(
    forecasts: Sequence[Resolved], groups: Iterable[Sequence[Resolved]]
) -> Murphy | Undefined:
    number = len(forecasts)
    if number == 0:
        return Undefined(Reason.NO_DATA)
    base_rate = sum(each.happened for each in forecasts) / number
    reliability, resolution, variance, covariance = [], [], [], []
    for group in groups:
        size = len(group)
        forecast = fsum(each.probability for each in group) / size
        share = sum(each.happened for each in group) / size
        reliability.append(size * (forecast - share) ** 2)
        resolution.append(size * (share - base_rate) ** 2)
        for each in group:
            off = each.probability - forecast
            variance.append(off**2)
            covariance.append(2 * off * (each.happened - share))
    return Murphy(
        number,
        base_rate,
        fsum(half_brier(each.probability, each.happened) for each in forecasts) / number,
        fsum(reliability) / number,
        fsum(resolution) / number,
        base_rate * (1 - base_rate),
        fsum(variance) / number,
        fsum(covariance) / number,
    )

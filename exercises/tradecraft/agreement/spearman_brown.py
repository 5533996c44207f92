"""Spearman-Brown: what k markers together are worth, and how many are needed.

Sources: Spearman 1910 and Brown 1910, British Journal of Psychology 3.
"""

from math import ceil, inf, isfinite

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_
from exercises.tradecraft.undefined import Reason, Undefined

_DUST = 1e-9


def spearman_brown(single: float, markers: int) -> float | Undefined:
    """Reliability of the mean of `markers` when one alone has reliability `single`.

    k r / (1 + (k - 1) r). Undefined where a negative reliability leaves nothing to divide by.
    Raises InvalidInput for a reliability above 1 or fewer than one marker.
    """
    _check(single)
    if markers < 1:
        raise InvalidInput(N_("There must be at least one marker."))
    whole = 1 + (markers - 1) * single
    return markers * single / whole if whole > 0 else Undefined(Reason.NO_SIGNAL)


def markers_needed(single: float, wanted: float) -> int | Undefined:
    """The smallest number of markers whose mean reaches the reliability `wanted`.

    wanted / (1 - wanted) x (1 - r) / r, rounded up, and at least 1. Undefined when one marker alone
    has no reliability above 0, or one so small that no number of them would do. Raises
    InvalidInput for a reliability above 1 and for a wish outside 0 to 1, both excluded.
    """
    _check(single)
    if not 0 < wanted < 1:
        raise InvalidInput(N_("The reliability wanted lies between 0 and 1."))
    needed = wanted / (1 - wanted) * ((1 - single) / single) if single > 0 else inf
    return max(1, ceil(needed - _DUST)) if isfinite(needed) else Undefined(Reason.NO_SIGNAL)


def _check(single: float) -> None:
    if not -1 <= single <= 1:
        raise InvalidInput(N_("A reliability lies between -1 and 1."))

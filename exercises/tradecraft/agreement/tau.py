"""Kendall's tau-b: how far two orders of the same things agree, ties allowed."""

from collections.abc import Sequence
from itertools import combinations
from math import sqrt

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_
from exercises.tradecraft.undefined import Reason, Undefined, too_few


def sign(difference: float, tolerance: float) -> int:
    """-1, 0 or 1; differences up to `tolerance` count as none."""
    return (difference > tolerance) - (difference < -tolerance)


def kendall_tau_b(
    first: Sequence[float], second: Sequence[float], *, tolerance: float = 0.0
) -> float | Undefined:
    """Agreement of two orders, -1 (reversed) to 1 (the same), corrected for ties.

    tau-b = (concordant - discordant) / sqrt(pairs untied in first x pairs untied in second).
    Values that differ by at most `tolerance` are tied. Undefined under two things, or when one
    side ties everything. Raises InvalidInput for unequal lengths.

    Source: Kendall 1945, Biometrika 33, 239-251.
    """
    if len(first) != len(second):
        raise InvalidInput(N_("Both orders must hold the same things."))
    if len(first) < 2:
        return too_few(len(first), 2)
    balance = untied_first = untied_second = 0
    for (a, b), (c, d) in combinations(zip(first, second, strict=True), 2):
        one, other = sign(a - c, tolerance), sign(b - d, tolerance)
        balance += one * other
        untied_first += one != 0
        untied_second += other != 0
    if untied_first == 0 or untied_second == 0:
        return Undefined(Reason.NO_VARIATION)
    return balance / sqrt(untied_first * untied_second)

"""Intraclass correlation, two-way random effects: how far marks depend on who marked.

ICC(2,1) is the trust one marker deserves; ICC(2,k) the trust the mean of all k deserves, and the
one to quote where the mean is used. Every marker must have marked every work; where marks are
missing, use Krippendorff's alpha.

Source: Shrout & Fleiss 1979, Psychological Bulletin 86, 420-428, case 2. Bands: Koo & Li 2016,
Journal of Chiropractic Medicine 15, 155-163.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import isfinite
from types import MappingProxyType

from exercises.tradecraft.agreement.grid import check_grid
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label
from exercises.tradecraft.undefined import Reason, Undefined, too_few


@dataclass(frozen=True, slots=True)
class Icc:
    """Two-way random effects over `works` x `markers`.

    `single` is ICC(2,1), `average` ICC(2,k); each is 1 at most, may fall below 0, and is undefined
    where its denominator is not above 0: the works then differ less than the noise. The mean
    squares are those of the analysis of variance, in squared points.
    """

    works: int
    markers: int
    single: float | Undefined
    average: float | Undefined
    mean_square_works: float
    mean_square_markers: float
    mean_square_residual: float


def icc(scores: Sequence[Sequence[float]]) -> Icc | Undefined:
    """ICC of a full table with a row for each work and a column for each marker.

    Undefined under two works or two markers. Raises InvalidInput for a ragged table or a score
    that is not a finite number. Computed in exact fractions, so "no difference" is exactly none.
    """
    check_grid(scores)
    if any(not isfinite(score) for row in scores for score in row):
        raise InvalidInput(N_("Every mark must be a number."))
    works, markers = len(scores), len(scores[0]) if scores else 0
    if works < 2:
        return too_few(works, 2)
    if markers < 2:
        return too_few(markers, 2)
    table = [[Fraction(score) for score in row] for row in scores]
    grand = sum((score for row in table for score in row), Fraction()) / (works * markers)
    row_means = [sum(row, Fraction()) / markers for row in table]
    column_means = [sum(column, Fraction()) / works for column in zip(*table, strict=True)]
    between_works = markers * _squares(mean - grand for mean in row_means)
    between_markers = works * _squares(mean - grand for mean in column_means)
    whole = _squares(score - grand for row in table for score in row)
    by_work = between_works / (works - 1)
    by_marker = between_markers / (markers - 1)
    residual = (whole - between_works - between_markers) / ((works - 1) * (markers - 1))
    excess = (by_marker - residual) / works
    return Icc(
        works,
        markers,
        _ratio(by_work - residual, by_work + (markers - 1) * residual + markers * excess),
        _ratio(by_work - residual, by_work + excess),
        float(by_work),
        float(by_marker),
        float(residual),
    )


def _squares(differences: Iterable[Fraction]) -> Fraction:
    return sum((each * each for each in differences), Fraction())


def _ratio(signal: Fraction, whole: Fraction) -> float | Undefined:
    return float(signal / whole) if whole > 0 else Undefined(Reason.NO_SIGNAL)


class Band(StrEnum):
    """An intraclass correlation in a word."""

    POOR = "poor"
    MODERATE = "moderate"
    GOOD = "good"
    EXCELLENT = "excellent"


BAND_LABELS: Mapping[Band, Label] = MappingProxyType(
    {
        Band.POOR: Label(N_("poor"), N_("Below 0.5: do not grade by this alone.")),
        Band.MODERATE: Label(N_("moderate"), N_("From 0.5: good enough to talk about.")),
        Band.GOOD: Label(N_("good"), N_("From 0.75: good enough to grade by.")),
        Band.EXCELLENT: Label(N_("excellent"), N_("Above 0.9.")),
    }
)


def icc_band(value: float) -> Band:
    """The customary word for a correlation: poor below 0.5, good from 0.75, excellent above 0.9."""
    if value > 0.9:
        return Band.EXCELLENT
    if value >= 0.75:
        return Band.GOOD
    return Band.MODERATE if value >= 0.5 else Band.POOR

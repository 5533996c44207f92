"""What forecasts on resolved questions add up to, for one person or for a class. Pure.

Scores of different forms are never mixed: a half Brier score of 0.18 and a full one of 0.36 say the
same. Calibration and its parts rest on yes-or-no questions alone, and exist from a stated number on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from exercises.kinds.forecast.score import FORM_NAMES, WORST, Form, Measure, measured
from exercises.kinds.forecast.types import YES, Question
from exercises.tradecraft.calibration import SHOWN_FROM, STEADY_FROM, Bin, calibration
from exercises.tradecraft.disclosure import (
    LIMITS,
    Audience,
    Hidden,
    Why,
    disclose_mean,
    disclose_median,
)
from exercises.tradecraft.forecasts import Resolved, binary, log_score
from exercises.tradecraft.murphy import Murphy, murphy_binned
from exercises.tradecraft.undefined import Reason, Undefined, too_few

Vector = tuple[float, ...]
_ORDER = (Form.HALF, Form.ORDERED, Form.FULL)


@dataclass(frozen=True)
class Judged:
    """One forecast that counts, on a question that is resolved.

    ``vector`` holds probabilities in the order of ``question.ids``; of yes alone for yes or no.
    """

    question: Question
    vector: Vector
    outcome: str

    @property
    def measure(self) -> Measure:
        """Its Brier score in the form that fits the question."""
        return measured(self.question, self.vector, self.outcome)


@dataclass(frozen=True)
class FormMean:
    """The mean Brier score of one form over ``n`` questions."""

    form: Form
    n: int
    mean: float

    @property
    def name(self) -> str:
        """The form's name, marked for translation."""
        return FORM_NAMES[self.form]

    @property
    def worst(self) -> int:
        """The worst value of the form; 0 is its best."""
        return WORST[self.form]


@dataclass(frozen=True)
class Track:
    """A track record.

    Attributes:
        n: resolved questions with a forecast that counts.
        forms: the mean score of each form that occurs.
        log: the mean log score, 0 or less, higher is better.
        clipped: how many chances were pulled to 1 or 99 % for it.
        yes_or_no: how many of the questions are yes-or-no; what follows rests on these.
        bins: calibration in tenths.
        murphy: reliability, resolution, uncertainty over the same tenths.
    """

    n: int
    forms: tuple[FormMean, ...]
    log: float | Undefined
    clipped: int
    yes_or_no: int
    bins: tuple[Bin, ...] | Undefined
    murphy: Murphy | Undefined

    @property
    def steady(self) -> bool:
        """Whether there are enough forecasts for the curve to say something about the person."""
        return self.yes_or_no >= STEADY_FROM


def track_of(judged: Sequence[Judged]) -> Track:
    """Return what forecasts add up to; nothing in it is a grade."""
    logs = [_log(each) for each in judged]
    resolved = [
        Resolved(each.vector[0], each.outcome == YES) for each in judged if each.question.binary
    ]
    enough = len(resolved) >= SHOWN_FROM
    return Track(
        n=len(judged),
        forms=means_of(judged),
        log=fsum(value for value, _ in logs) / len(logs) if logs else Undefined(Reason.NO_DATA),
        clipped=sum(clipped for _, clipped in logs),
        yes_or_no=len(resolved),
        bins=calibration(resolved),
        murphy=murphy_binned(resolved) if enough else too_few(len(resolved), SHOWN_FROM),
    )


def means_of(judged: Sequence[Judged]) -> tuple[FormMean, ...]:
    """Return the mean score of each form that occurs, half Brier first."""
    values: dict[Form, list[float]] = {form: [] for form in _ORDER}
    for each in judged:
        values[each.measure.form].append(each.measure.value)
    return tuple(
        FormMean(form, len(found), fsum(found) / len(found))
        for form, found in values.items()
        if found
    )


def middle_of(question: Question, vectors: Sequence[Vector], audience: Audience) -> Vector | Hidden:
    """Return the middle forecast of a class, as far as ``audience`` may know.

    The median for yes or no, which one wild number does not move; the mean of each outcome's
    chances otherwise, which keeps their sum at 1.
    """
    if question.binary:
        found = disclose_median([each[0] for each in vectors], audience)
        return found if isinstance(found, Hidden) else (found,)
    needed = LIMITS[audience].middle
    if len(vectors) < needed:
        return Hidden(Why.TOO_FEW, needed)
    if audience is not Audience.INSTRUCTOR and len(set(vectors)) == 1:
        return Hidden(Why.ALIKE)
    means = [disclose_mean(column, Audience.INSTRUCTOR) for column in zip(*vectors, strict=True)]
    whole = tuple(each for each in means if not isinstance(each, Hidden))
    total = fsum(whole)
    return tuple(each / total for each in whole)


def mean_vector(experts: Sequence[Sequence[int]]) -> Vector | None:
    """Return the experts' mean forecast from their per cents; None without experts."""
    if not experts:
        return None
    columns = [fsum(column) / len(experts) / 100 for column in zip(*experts, strict=True)]
    if len(columns) == 1:
        return (columns[0],)
    total = fsum(columns)
    return tuple(column / total for column in columns)


def _log(each: Judged) -> tuple[float, bool]:
    """Return the log score of one forecast, and whether a chance was pulled inside its limits."""
    if each.question.binary:
        found = log_score(binary(each.vector[0]), 0 if each.outcome == YES else 1)
    else:
        found = log_score(each.vector, each.question.ids.index(each.outcome))
    return found.value, found.clipped

"""Probability vectors, and what they are worth once the outcome is known.

Every score says which form it is: the same forecast scores 0.09 as half Brier and 0.18 as full
Brier, and twice is the commonest mistake. Outcomes are indexes into the vector, from 0.

Sources: Brier 1950, Monthly Weather Review 78, 1-3 (the sum over all categories); Jose, Nau &
Winkler 2009 and the plan of the ACE tournament (ordered cuts); Good 1952 (logarithm).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import fsum, isfinite, log

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_

SUM_TOLERANCE = 1e-9
LOG_CLIP = (0.01, 0.99)
"""A log score has no bottom; probabilities are pulled inside these before it is taken."""


def check_probability(value: float) -> float:
    """Return a probability. Raises InvalidInput unless it lies from 0 to 1."""
    if not (isfinite(value) and 0 <= value <= 1):
        raise InvalidInput(N_("A probability lies between 0 and 1."))
    return value


def check_vector(probabilities: Iterable[float]) -> tuple[float, ...]:
    """Return the probabilities of outcomes that exclude each other and leave nothing out.

    Raises InvalidInput under two outcomes, for a value outside 0 to 1, and for a sum other than 1
    (within 1e-9, for the dust of floating point).
    """
    vector = tuple(check_probability(each) for each in probabilities)
    if len(vector) < 2:
        raise InvalidInput(N_("A forecast needs at least two outcomes."))
    if abs(fsum(vector) - 1) > SUM_TOLERANCE:
        raise InvalidInput(
            N_("The probabilities add up to {total}; they must add up to 1."),
            total=f"{fsum(vector):.4g}",
        )
    return vector


def from_percentages(percentages: Iterable[int]) -> tuple[float, ...]:
    """A vector from whole per cents. Raises InvalidInput unless they add up to exactly 100."""
    values = tuple(percentages)
    if sum(values) != 100:
        raise InvalidInput(
            N_("The chances add up to {total} %; they must add up to 100 %."), total=sum(values)
        )
    return check_vector(value / 100 for value in values)


def binary(probability: float) -> tuple[float, float]:
    """The vector of a yes-or-no question: chance of yes first (outcome 0), of no second."""
    yes = check_probability(probability)
    return yes, 1 - yes


def _outcome(vector: tuple[float, ...], outcome: int) -> int:
    if not 0 <= outcome < len(vector):
        raise InvalidInput(
            N_("The outcome must be one of the {number} in the forecast."), number=len(vector)
        )
    return outcome


def brier(probabilities: Iterable[float], outcome: int) -> float:
    """Full Brier score: sum over all outcomes of (p - o) squared, 0 (best) to 2.

    For outcomes without an order; for two outcomes it is twice the half Brier score.
    Raises InvalidInput for a vector or outcome that is none.
    """
    vector = check_vector(probabilities)
    happened = _outcome(vector, outcome)
    return fsum((p - (place == happened)) ** 2 for place, p in enumerate(vector))


def half_brier(probability: float, happened: bool) -> float:
    """Half Brier score of a yes-or-no question: (p - o) squared, 0 (best) to 1.

    `probability` is the chance given to yes. Raises InvalidInput outside 0 to 1.
    """
    return (check_probability(probability) - happened) ** 2


def cut_scores(probabilities: Iterable[float], outcome: int) -> tuple[float, ...]:
    """Full Brier score of each cut of ordered outcomes: "up to here" against "beyond".

    K outcomes have K - 1 cuts; each score is 0 to 2. Raises InvalidInput as `brier` does.
    """
    vector = check_vector(probabilities)
    happened = _outcome(vector, outcome)
    return tuple(
        2 * (below - (happened <= cut)) ** 2 for cut, below in enumerate(accumulate(vector[:-1]))
    )


def ordered_brier(probabilities: Iterable[float], outcome: int) -> float:
    """Brier score for ordered outcomes: mean of the cut scores, 0 (best) to 2.

    Being one bin off costs less than being three off. It is twice the ranked probability score
    divided by K - 1; for two outcomes it is the full Brier score. Method: ACE tournament plan.
    Raises InvalidInput as `brier` does.
    """
    scores = cut_scores(probabilities, outcome)
    return fsum(scores) / len(scores)


@dataclass(frozen=True, slots=True)
class LogScore:
    """Natural logarithm of the probability given to what happened: 0 or less, higher is better.

    `clipped` tells that the probability was pulled inside `LOG_CLIP`; say so to the person.
    """

    value: float
    clipped: bool


def log_score(probabilities: Iterable[float], outcome: int) -> LogScore:
    """Logarithmic score, clipped to probabilities of 0.01 to 0.99: -4.605 to -0.010.

    Raises InvalidInput as `brier` does.
    """
    vector = check_vector(probabilities)
    given = vector[_outcome(vector, outcome)]
    low, high = LOG_CLIP
    used = min(max(given, low), high)
    return LogScore(log(used), used != given)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A yes-or-no forecast with what came true: the chance given to yes, and whether it happened.

    Raises InvalidInput for a probability outside 0 to 1.
    """

    probability: float
    happened: bool

    def __post_init__(self) -> None:
        check_probability(self.probability)


def resolve(probabilities: Sequence[float], outcomes: Sequence[bool]) -> tuple[Resolved, ...]:
    """Pair forecasts with outcomes. Raises InvalidInput for unequal numbers."""
    if len(probabilities) != len(outcomes):
        raise InvalidInput(N_("Each forecast needs an outcome."))
    return tuple(Resolved(p, bool(o)) for p, o in zip(probabilities, outcomes, strict=True))

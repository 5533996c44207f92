"""A class looks at one matrix: where it agrees, and where it is split.

Votes arrive counted per cell (`{Code.C: 7, Code.II: 2}`), so that a database can count them and
the work here does not grow with the class. Opposed votes never cancel: a cell where half say CC
and half say II is in dispute, it is not neutral, and it still weighs against its hypothesis.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, sqrt
from types import MappingProxyType

from exercises.tradecraft.ach.matrix import (
    NEUTRAL,
    ORDINAL,
    SCALE,
    Code,
    Row,
    Weight,
    population_sd,
)
from exercises.tradecraft.ach.scoring import Scheme, contributions
from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Label
from exercises.tradecraft.undefined import Reason, Undefined

Votes = Mapping[Code, int]
"""How many people gave a cell each code; a code that is missing has no vote."""

OPPOSED_SHARE = 0.25
"""A cell is opposed when each side holds at least this share of its ordered votes (our rule)."""


class Dispute(StrEnum):
    """How far a class disagrees about one cell."""

    CONSENSUS = "consensus"
    MILD = "mild"
    LARGE = "large"
    EXTREME = "extreme"


DISPUTE_LABELS: Mapping[Dispute, Label] = MappingProxyType(
    {
        Dispute.CONSENSUS: Label(N_("consensus"), N_("The class sees this alike.")),
        Dispute.MILD: Label(N_("mild dispute"), N_("The class differs a little.")),
        Dispute.LARGE: Label(N_("large dispute"), N_("The class differs much: talk about it.")),
        Dispute.EXTREME: Label(
            N_("extreme dispute"), N_("The class is split: ask both sides for their reasons.")
        ),
    }
)

_BURTON: Mapping[Code, float] = MappingProxyType(
    {Code.II: -2.0, Code.I: -1.5, Code.N: 0.0, Code.NA: 0.0, Code.C: 1.5, Code.CC: 2.0}
)
_BANDS = ((0.25, Dispute.CONSENSUS), (1.0, Dispute.MILD), (1.74, Dispute.LARGE))


def _total(votes: Votes) -> int:
    if any(count < 0 for count in votes.values()):
        raise InvalidInput(N_("A number of votes is not below zero."))
    return sum(votes.values())


def is_opposed(votes: Votes) -> bool:
    """Whether a good part of the class says "against" while a good part says "for".

    True when I and II together, and C and CC together, each hold at least a quarter of the votes
    other than NA. Raises InvalidInput for a negative count.
    """
    ordered = _total(votes) - votes.get(Code.NA, 0)
    against = votes.get(Code.I, 0) + votes.get(Code.II, 0)
    in_favour = votes.get(Code.C, 0) + votes.get(Code.CC, 0)
    return ordered > 0 and min(against, in_favour) >= OPPOSED_SHARE * ordered


def consensus(votes: Votes) -> Code | Undefined:
    """The code a class would stand by, if it has one.

    NA when more than half say so; otherwise the median of the ordered votes, and of two middle
    votes the one nearer to neutral. Undefined without votes, and when the votes are opposed
    (`is_opposed`). Raises InvalidInput for a negative count.

    Open Synthesis rounds the mean instead, which turns one VI and one VC into neutral.
    """
    total = _total(votes)
    if total == 0:
        return Undefined(Reason.NO_DATA)
    if 2 * votes.get(Code.NA, 0) > total:
        return Code.NA
    if is_opposed(votes):
        return Undefined(Reason.OPPOSED)
    line = [code for code in SCALE for _ in range(votes.get(code, 0))]
    middle = (line[(len(line) - 1) // 2], line[len(line) // 2])
    return min(middle, key=lambda code: abs(ORDINAL[code] - NEUTRAL))


def dispute(votes: Votes) -> float | Undefined:
    """How far a class disagrees about one cell: 0 (all alike) to 2 (half II, half CC).

    Population standard deviation with II -2, I -1.5, N and NA 0, C 1.5, CC 2, rounded to four
    decimals. Undefined without votes. Raises InvalidInput for a negative count.

    Source: Competing Hypotheses (M. Burton, commit 97177f8).
    """
    total = _total(votes)
    if total == 0:
        return Undefined(Reason.NO_DATA)
    mean = fsum(_BURTON[code] * count for code, count in votes.items()) / total
    squares = fsum(count * (_BURTON[code] - mean) ** 2 for code, count in votes.items())
    return round(sqrt(squares / total), 4)


def dispute_band(votes: Votes) -> Dispute | Undefined:
    """The dispute in a word: up to 0.25 consensus, to 1 mild, to 1.74 large, above extreme.

    Bands as in Competing Hypotheses. Undefined without votes.
    """
    value = dispute(votes)
    if isinstance(value, Undefined):
        return value
    return next((band for limit, band in _BANDS if value <= limit), Dispute.EXTREME)


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One piece of evidence with the votes of a class for each hypothesis in order."""

    handle: str
    votes: tuple[Votes, ...]
    credibility: Weight = Weight.MEDIUM
    relevance: Weight = Weight.MEDIUM


def class_inconsistency(rows: Sequence[VoteRow], scheme: Scheme) -> tuple[float, ...]:
    """Score of each hypothesis for a class: the mean of its members' points, summed over rows.

    Points are averaged, votes are not, so one CC does not undo one II. Each cell is divided by
    its own number of votes, NA included, so the score does not grow with the class; a cell nobody
    rated adds 0. Raises InvalidInput for a negative count and for rows of unequal length.
    """
    if not rows:
        return ()
    totals = [0.0] * len(rows[0].votes)
    for row in rows:
        if len(row.votes) != len(totals):
            raise InvalidInput(N_("All rows must have the same number of hypotheses."))
        points = dict(zip(Code, _points_of_each_code(row, scheme), strict=True))
        for place, votes in enumerate(row.votes):
            if number := _total(votes):
                totals[place] += fsum(points[c] * count for c, count in votes.items()) / number
    return tuple(totals)


def _points_of_each_code(row: VoteRow, scheme: Scheme) -> tuple[float, ...]:
    return contributions(Row(row.handle, tuple(Code), row.credibility, row.relevance), scheme)


def class_spread(row: VoteRow) -> float | Undefined:
    """How well a row tells the hypotheses apart for a class, 0 to 2.

    Population standard deviation of the mean vote of each hypothesis on the scale II 1 ... CC 5,
    NA counted as neutral and cells without votes left out. Means hide opposed votes: show
    `dispute` beside it. Undefined without votes. Raises InvalidInput for a negative count.

    Source: Open Synthesis (openach/metrics.py, commit 10d6d00).
    """
    means = [
        fsum(ORDINAL.get(code, NEUTRAL) * count for code, count in votes.items()) / number
        for votes in row.votes
        if (number := _total(votes))
    ]
    return population_sd(means) if means else Undefined(Reason.NO_DATA)

"""What may be told about a group without telling what one person in it did.

Whoever may see every answer anyway (instructors, in their own class) gets everything. All others get
a figure only when it rests on enough people, and never one that a person who knows their own answer
could take apart. What is held back is a `Hidden` with its reason, never 0 and never an empty place.

Practice these rules follow: minimum group sizes and complementary suppression in the publication of
school results (NCES 2011-603); the numbers and their combination are our own. Privacy is one thing
and validity another: whether a statistic means anything at that size is asked elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import fsum
from statistics import median
from types import MappingProxyType

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_, Sentence


class Audience(StrEnum):
    """Who will see the figure."""

    INSTRUCTOR = "instructor"
    """Teaches the class and may see every answer."""
    COORDINATOR = "coordinator"
    """Runs the course; sees counts and means, no answers."""
    STUDENT = "student"
    """One of the group, looking at marks or forecasts of all."""
    LIVE = "live"
    """The group before one screen, looking at what it has just answered."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The least number of people a figure needs before it is told.

    Attributes:
        shares: how many chose what.
        middle: a mean or median.
        spread: a distribution of numbers in ranges.
        in_a_range: people in each range that is not empty.
    """

    shares: int
    middle: int
    spread: int
    in_a_range: int


LIMITS: Mapping[Audience, Limits] = MappingProxyType(
    {
        Audience.INSTRUCTOR: Limits(1, 1, 1, 1),
        Audience.COORDINATOR: Limits(5, 5, 10, 3),
        Audience.STUDENT: Limits(10, 5, 10, 3),
        Audience.LIVE: Limits(5, 5, 10, 3),
    }
)
MOST_RANGES = 5
NEARLY_ALL = 0.9
"""Above this share a count would tell what everybody did; "most" is said instead."""
CHANGED_ENOUGH = 3
"""People who must differ between two views of one figure, so that no two subtract to a person."""


class Why(StrEnum):
    """Why a figure is held back."""

    TOO_FEW = "too_few"
    ALIKE = "alike"


SENTENCES: Mapping[Why, str] = MappingProxyType(
    {
        Why.TOO_FEW: N_("Shown from {needed} answers on."),
        Why.ALIKE: N_("All but a few are alike, so no figure is shown."),
    }
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A figure that exists and is not told. It never says how many there are so far."""

    why: Why
    needed: int = 0

    @property
    def sentence(self) -> Sentence:
        """The reason in words."""
        if self.why is Why.TOO_FEW:
            return Sentence.of(SENTENCES[self.why], needed=self.needed)
        return Sentence(SENTENCES[self.why])

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True)
class Shares:
    """How a group spread over the choices it had.

    Attributes:
        n: how many answered.
        counts: how many chose each, in the order given; empty where that would tell too much.
        most: the one choice nearly everybody made, given only where `counts` is empty.
    """

    n: int
    counts: Mapping[str, int]
    most: str | None = None

    def share(self, choice: str) -> float:
        """Part of the group that made a choice, 0 to 1; 0 for one nobody made."""
        return self.counts.get(choice, 0) / self.n


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `low` up to but without `high`; the last range takes its `high` too."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How numbers of a group spread over ranges; no smallest, no largest, no rank."""

    n: int
    ranges: tuple[Range, ...]


def disclose_shares(counts: Mapping[str, int], audience: Audience) -> Shares | Hidden:
    """How many made each choice, as far as `audience` may know.

    Hidden under the audience's number. Where more than nine in ten made the same choice, its name
    alone is told. Raises InvalidInput for a count below 0.
    """
    if any(count < 0 for count in counts.values()):
        raise InvalidInput(N_("A number of answers is not below zero."))
    n = sum(counts.values())
    needed = max(LIMITS[audience].shares, 1)
    if n < needed:
        return Hidden(Why.TOO_FEW, needed)
    if audience is not Audience.INSTRUCTOR:
        most = max(counts, key=lambda choice: counts[choice])
        if counts[most] > NEARLY_ALL * n:
            return Shares(n, {}, most)
    return Shares(n, dict(counts))


def disclose_mean(values: Sequence[float], audience: Audience) -> float | Hidden:
    """The mean, as far as `audience` may know; hidden for too few values and for equal ones."""
    held_back = _middle_hidden(values, audience)
    return held_back or fsum(values) / len(values)


def disclose_median(values: Sequence[float], audience: Audience) -> float | Hidden:
    """The median, as far as `audience` may know; hidden for too few values and for equal ones."""
    return _middle_hidden(values, audience) or float(median(values))


def disclose_spread(
    values: Sequence[float], edges: Sequence[float], audience: Audience
) -> Spread | Hidden:
    """Numbers counted in ranges, as far as `audience` may know.

    Ranges between neighbouring `edges` are joined until each holds enough people and there are at
    most five; for instructors they stay as given. Hidden for too few values, and where joining
    leaves nearly everybody in one range. Raises InvalidInput for fewer than two edges, edges that
    do not rise, and a value outside them.
    """
    ranges = _counted(values, edges)
    limits = LIMITS[audience]
    if len(values) < max(limits.spread, 1):
        return Hidden(Why.TOO_FEW, max(limits.spread, 1))
    if audience is Audience.INSTRUCTOR:
        return Spread(len(values), tuple(ranges))
    joined = _joined(ranges, limits.in_a_range)
    if any(each.count > NEARLY_ALL * len(values) for each in joined):
        return Hidden(Why.ALIKE)
    return Spread(len(values), tuple(joined))


def may_replace(shown: Mapping[int, int], now: Mapping[int, int]) -> bool:
    """Whether a figure that people saw may be replaced by one over the answers there are now.

    Both give the answer counted of each person, by number; `shown` is the last view that told
    anything. True when nothing was shown, or when enough people joined, left or answered anew that
    the two views do not subtract to one of them.
    """
    changed = {person for person, _answer in shown.items() ^ now.items()}
    return not shown or len(changed) >= CHANGED_ENOUGH


def _middle_hidden(values: Sequence[float], audience: Audience) -> Hidden | None:
    needed = max(LIMITS[audience].middle, 1)
    if len(values) < needed:
        return Hidden(Why.TOO_FEW, needed)
    if audience is not Audience.INSTRUCTOR and min(values) == max(values):
        return Hidden(Why.ALIKE)
    return None


def _counted(values: Sequence[float], edges: Sequence[float]) -> list[Range]:
    if len(edges) < 2 or any(low >= high for low, high in pairwise(edges)):
        raise InvalidInput(N_("The edges of the ranges must rise."))
    if any(not edges[0] <= value <= edges[-1] for value in values):
        raise InvalidInput(N_("A value lies outside the ranges."))
    last = len(edges) - 2
    return [
        Range(
            edges[place],
            edges[place + 1],
            sum(
                edges[place] <= value < edges[place + 1]
                or (place == last and value == edges[place + 1])
                for value in values
            ),
        )
        for place in range(last + 1)
    ]


def _joined(ranges: Sequence[Range], least: int) -> list[Range]:
    """Join neighbours from the left until each holds `least`; then the emptiest until few enough."""
    found: list[Range] = []
    for each in ranges:
        if found and found[-1].count < least:
            found[-1] = _join(found[-1], each)
        else:
            found.append(each)
    if len(found) > 1 and found[-1].count < least:
        last = found.pop()
        found[-1] = _join(found[-1], last)
    while len(found) > MOST_RANGES:
        pairs = range(len(found) - 1)
        place = min(pairs, key=lambda at: found[at].count + found[at + 1].count)
        found[place : place + 2] = [_join(found[place], found[place + 1])]
    return found


def _join(one: Range, other: Range) -> Range:
    return Range(one.low, other.high, one.count + other.count)

"""How many independent origins a report has: an interval, because lineage is rarely known.

- At least: every unknown link taken as dependence. Origins that may share an origin of their own
  count once.
- At most: every unknown link taken as independence, with the origins that only unknown links would
  bring in; "not known" as soon as one of them stands for several sources.

Both bounds hold in every way the unknown links could turn out. They are not always the tightest:
a group of three that can be paired two ways counts as one. The method is our own.
"""

from dataclasses import dataclass
from itertools import combinations

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_
from exercises.tradecraft.lineage.graph import ALL, SURE, Graph, Parents, ancestry, parents


@dataclass(frozen=True, slots=True)
class Interval:
    """A number of independent origins: at least so many, at most so many; None is "not known".

    Raises InvalidInput for a number below 0 and for ends that are the wrong way round.
    """

    at_least: int
    at_most: int | None

    def __post_init__(self) -> None:
        if self.at_least < 0:
            raise InvalidInput(N_("A number of origins is not below 0."))
        if self.at_most is not None and self.at_most < self.at_least:
            raise InvalidInput(N_("“At most” cannot be less than “at least”."))


@dataclass(frozen=True, slots=True)
class IntervalScore:
    """Which ends of an interval are right; `credit` is half for each."""

    at_least: bool
    at_most: bool

    @property
    def credit(self) -> float:
        """0, 0.5 or 1."""
        return (self.at_least + self.at_most) / 2


def score_interval(given: Interval, key: Interval) -> IntervalScore:
    """Compare both ends; "not known" equals "not known" only."""
    return IntervalScore(given.at_least == key.at_least, given.at_most == key.at_most)


def independent_origins(graph: Graph, of: str) -> Interval:
    """Bounds on the number of independent origins of a source (or of the product itself).

    Take `graph.only(...)` first where a product carries several claims. Raises InvalidInput when
    the source is not in the graph.
    """
    if of not in {source.handle for source in graph.sources}:
        raise InvalidInput(N_("There is no source {handle}."), handle=of)
    sure, everything = parents(graph, SURE), parents(graph, ALL)
    certain = _roots(sure, ancestry(sure, of))
    possible = _roots(sure, ancestry(everything, of)) - certain
    at_least = _groups_apart(certain, everything)
    several = {source.handle for source in graph.sources if source.several}
    if any(root & several for root in certain | possible):
        return Interval(at_least, None)
    # An origin that can only come in behind a certain one replaces at least one of those.
    beside = _roots(sure, ancestry(_without_links_into(certain, everything), of)) - certain
    behind = possible - beside
    return Interval(at_least, len(certain) + len(beside) + max(0, len(behind) - 1))


def _roots(direct: Parents, members: frozenset[str]) -> frozenset[frozenset[str]]:
    """Sources that have it from nobody; a closed circle that has it from nobody is one origin."""
    above = {member: ancestry(direct, member) for member in members}
    return frozenset(
        group for member, group in above.items() if all(member in above[each] for each in group)
    )


def _groups_apart(roots: frozenset[frozenset[str]], direct: Parents) -> int:
    """Number of groups of roots that share no possible origin, directly or through others."""
    reach = [frozenset().union(*(ancestry(direct, each) for each in root)) for root in roots]
    groups = list(range(len(reach)))
    for one, other in combinations(range(len(reach)), 2):
        if reach[one] & reach[other]:
            old, new = groups[other], groups[one]
            groups = [new if group == old else group for group in groups]
    return len(set(groups))


def _without_links_into(roots: frozenset[frozenset[str]], direct: Parents) -> Parents:
    """The same links but those that would give a root an origin outside itself."""
    home = {handle: root for root in roots for handle in root}
    return {handle: origins & home.get(handle, origins) for handle, origins in direct.items()}

"""Circular reporting: sources that have it from each other."""

from dataclasses import dataclass

from exercises.tradecraft.lineage.graph import ALL, SURE, Graph, Parents, ancestry, parents


@dataclass(frozen=True, slots=True)
class Loops:
    """Groups of sources, each in the order of the graph, that feed each other in a circle.

    `certain` circles close by stated and inferred links; `possible` ones need an unknown link to
    close, and may include a certain one within a larger group.
    """

    certain: tuple[tuple[str, ...], ...]
    possible: tuple[tuple[str, ...], ...]


def loops(graph: Graph) -> Loops:
    """Find the circles of a graph. Two boxes that may be the same source are not one."""
    certain = _circles(graph, parents(graph, SURE, same_too=False))
    everything = _circles(graph, parents(graph, ALL, same_too=False))
    return Loops(certain, tuple(group for group in everything if group not in certain))


def _circles(graph: Graph, direct: Parents) -> tuple[tuple[str, ...], ...]:
    handles = [source.handle for source in graph.sources]
    above = {handle: ancestry(direct, handle) for handle in handles}
    groups: dict[tuple[str, ...], None] = {}
    for handle in handles:
        group = tuple(
            other for other in handles if other in above[handle] and handle in above[other]
        )
        if len(group) > 1:
            groups[group] = None
    return tuple(groups)

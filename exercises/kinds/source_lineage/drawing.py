"""The picture of a list of links: boxes in layers, arrows between them. Pure.

A box stands one layer behind the furthest box it has something from; boxes of a circle stand in one
layer. The picture is drawn from left to right, or from top to bottom, two boxes
beside each other, where there is little room; the list of links says all of it in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from exercises.kinds.source_lineage.types import SourceBox
from exercises.tradecraft.lineage import Link, Relation
from exercises.tradecraft.lineage.graph import ancestry

WIDE, HIGH = 132, 48
GAP_ALONG, GAP_ACROSS, MARGIN = 72, 14, 20
BULGE = 24  # how far a link swings out that goes round the sides of boxes
ABREAST = 2  # boxes beside each other where the picture goes from top to bottom

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """One source with the place of its upper left corner."""

    id: str
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """One link as a curve (``path``), with the place of its sign."""

    source: str
    target: str
    status: str
    same: bool
    path: str
    sign_x: int
    sign_y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and arrows on a sheet of a size."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    vertical: bool


def draw(sources: Sequence[SourceBox], links: Sequence[Link], *, vertical: bool) -> Drawing:
    """Lay the sources out by their links."""
    layers = _layers([each.id for each in sources], links)
    abreast = ABREAST if vertical else len(sources)
    along, across = (HIGH, WIDE) if vertical else (WIDE, HIGH)
    boxes: dict[str, Box] = {}
    far = MARGIN
    in_order = sorted(sources, key=lambda each: layers[each.id])
    for _layer, members in groupby(in_order, key=lambda each: layers[each.id]):
        row = 0
        for place, each in enumerate(members):
            row, seat = divmod(place, abreast)
            ahead = far + row * (along + GAP_ACROSS)
            aside = MARGIN + seat * (across + GAP_ACROSS)
            x, y = (aside, ahead) if vertical else (ahead, aside)
            boxes[each.id] = Box(each.id, each.name, x, y)
        far += row * (along + GAP_ACROSS) + along + GAP_ALONG
    arrows = tuple(_arrow(boxes, link, vertical) for link in links)
    return Drawing(
        width=max(box.x for box in boxes.values()) + WIDE + MARGIN,
        height=max(box.y for box in boxes.values()) + HIGH + MARGIN,
        boxes=tuple(boxes[each.id] for each in sources),
        arrows=arrows,
        vertical=vertical,
    )


def _layers(ids: Sequence[str], links: Sequence[Link]) -> dict[str, int]:
    """The layer of each source: 0 for origins, one more than the furthest of those it follows.

    Sources that have it from each other in a circle stand in one layer.
    """
    before: dict[str, list[str]] = {id_: [] for id_ in ids}
    for link in links:
        if link.relation is not Relation.SAME_AS:
            before[link.target].append(link.source)
    above = {
        id_: ancestry({key: frozenset(had) for key, had in before.items()}, id_) for id_ in ids
    }
    layers: dict[str, int] = {}

    def layer_of(id_: str) -> int:
        if id_ not in layers:
            circle = [each for each in above[id_] if id_ in above[each]]
            outside = {had for each in circle for had in before[each]} - set(circle)
            layers.update(dict.fromkeys(circle, max(map(layer_of, outside), default=-1) + 1))
        return layers[id_]

    for id_ in ids:
        layer_of(id_)
    return layers


def _arrow(boxes: Mapping[str, Box], link: Link, vertical: bool) -> Arrow:
    one, other = boxes[link.source], boxes[link.target]
    begin, first, second, end = _curve(one, other, vertical)
    return Arrow(
        source=link.source,
        target=link.target,
        status=str(link.status),
        same=link.relation is Relation.SAME_AS,
        path=f"M{_xy(begin)} C{_xy(first)} {_xy(second)} {_xy(end)}",
        # The middle of a cubic curve.
        sign_x=(begin[0] + 3 * first[0] + 3 * second[0] + end[0]) // 8,
        sign_y=(begin[1] + 3 * first[1] + 3 * second[1] + end[1]) // 8,
    )


def _curve(one: Box, other: Box, vertical: bool) -> tuple[Point, Point, Point, Point]:
    """Both ends of a link and the two points that bend it.

    From layer to layer it runs from edge to edge. Between boxes of one layer, and past boxes that
    stand between its ends, it goes round their sides: forth on one, back on the other.
    """
    along, across = (HIGH, WIDE) if vertical else (WIDE, HIGH)
    (a1, s1), (a2, s2) = _along(one, vertical), _along(other, vertical)
    forth = (a2, s2) > (a1, s1)
    if a1 == a2:
        edge = along if forth else 0
        out = BULGE if forth else -BULGE
        points = (
            (a1 + edge, s1 + across // 2),
            (a1 + edge + out, s1 + across // 2),
            (a2 + edge + out, s2 + across // 2),
            (a2 + edge, s2 + across // 2),
        )
    elif s1 == s2 and abs(a2 - a1) > along + GAP_ALONG:
        edge, side = (0, -1) if s1 == MARGIN else (across, 1)  # the first row has room outside
        out = side * (BULGE if forth else BULGE // 2)
        points = (
            (a1 + along // 2, s1 + edge),
            (a1 + along // 2, s1 + edge + out),
            (a2 + along // 2, s2 + edge + out),
            (a2 + along // 2, s2 + edge),
        )
    else:
        leave, arrive = (along, 0) if a2 > a1 else (0, along)
        begin, end = (a1 + leave, s1 + across // 2), (a2 + arrive, s2 + across // 2)
        middle = (begin[0] + end[0]) // 2
        points = (begin, (middle, begin[1]), (middle, end[1]), end)
    begin, first, second, end = ((s, a) if vertical else (a, s) for a, s in points)
    return begin, first, second, end


def _along(box: Box, vertical: bool) -> Point:
    """A box's place along the way of the drawing, and aside of it."""
    return (box.y, box.x) if vertical else (box.x, box.y)


def _xy(point: Point) -> str:
    return f"{point[0]} {point[1]}"

"""The picture of a list of links: boxes in layers, arrows between them. Pure.

A box stands one layer behind the furthest box it has something from. Links that would close a circle
do not push boxes further. The picture is drawn from left to right, or from top to bottom, two boxes
beside each other, where there is little room; the list of links says all of it in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from exercises.kinds.source_lineage.types import SourceBox
from exercises.tradecraft.lineage import Link, Relation

WIDE, HIGH = 132, 48
GAP_ALONG, GAP_ACROSS, MARGIN = 72, 18, 12
ABREAST = 2  # boxes beside each other where the picture goes from top to bottom


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

    A link that closes a circle on the way up is left aside; each source is looked at once.
    """
    before: dict[str, list[str]] = {id_: [] for id_ in ids}
    for link in links:
        if link.relation is not Relation.SAME_AS:
            before[link.target].append(link.source)
    layers: dict[str, int] = {}
    on_the_way: set[str] = set()

    def layer_of(id_: str) -> int:
        if id_ not in layers:
            on_the_way.add(id_)
            behind = [layer_of(each) + 1 for each in before[id_] if each not in on_the_way]
            on_the_way.discard(id_)
            layers[id_] = max(behind, default=0)
        return layers[id_]

    for id_ in ids:
        layer_of(id_)
    return layers


def _arrow(boxes: Mapping[str, Box], link: Link, vertical: bool) -> Arrow:
    one, other = boxes[link.source], boxes[link.target]
    x1, y1 = _side(one, other, vertical, leaving=True)
    x2, y2 = _side(other, one, vertical, leaving=False)
    if vertical:
        bend = max(abs(y2 - y1) // 2, 30)
        controls = f"{x1} {y1 + _sign(y2 - y1) * bend} {x2} {y2 - _sign(y2 - y1) * bend}"
    else:
        bend = max(abs(x2 - x1) // 2, 30)
        controls = f"{x1 + _sign(x2 - x1) * bend} {y1} {x2 - _sign(x2 - x1) * bend} {y2}"
    return Arrow(
        source=link.source,
        target=link.target,
        status=str(link.status),
        same=link.relation is Relation.SAME_AS,
        path=f"M{x1} {y1} C{controls} {x2} {y2}",
        sign_x=(x1 + x2) // 2,
        sign_y=(y1 + y2) // 2,
    )


def _side(box: Box, other: Box, vertical: bool, *, leaving: bool) -> tuple[int, int]:
    """Where an arrow touches a box: the side that faces the other one."""
    if vertical:
        below = other.y > box.y or (other.y == box.y and leaving)
        return box.x + WIDE // 2, box.y + (HIGH if below else 0)
    behind = other.x > box.x or (other.x == box.x and leaving)
    return box.x + (WIDE if behind else 0), box.y + HIGH // 2


def _sign(value: int) -> int:
    return -1 if value < 0 else 1

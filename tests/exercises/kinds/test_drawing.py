"""The picture of a lineage: layers by who has it from whom, also where it runs in circles."""

from __future__ import annotations

from exercises.kinds.source_lineage.drawing import GAP_ALONG, MARGIN, WIDE, draw
from exercises.kinds.source_lineage.types import SourceBox
from exercises.tradecraft.lineage import Link, Relation, Status

BOXES = [SourceBox(each, each) for each in "ORTP"]


def link(source: str, target: str, relation: Relation = Relation.REPORTED_IN) -> Link:
    return Link(source, target, Status.STATED, relation)


def test_a_source_stands_behind_the_furthest_it_has_something_from() -> None:
    drawing = draw(
        BOXES, [link("O", "R"), link("R", "T"), link("T", "P"), link("R", "P")], vertical=False
    )
    steps = {box.id: (box.x - MARGIN) // (WIDE + GAP_ALONG) for box in drawing.boxes}
    assert steps == {"O": 0, "R": 1, "T": 2, "P": 3}
    assert drawing.width > drawing.height


def test_a_circle_is_drawn_and_ends() -> None:
    drawing = draw(BOXES, [link("R", "T"), link("T", "R"), link("T", "P")], vertical=True)
    assert len(drawing.arrows) == 3
    places = {(box.x, box.y) for box in drawing.boxes}
    assert len(places) == 4, "no box covers another"


def test_boxes_that_may_be_the_same_do_not_push_each_other_back() -> None:
    drawing = draw(BOXES, [link("O", "R", Relation.SAME_AS)], vertical=False)
    assert {box.x for box in drawing.boxes} == {MARGIN}
    assert drawing.arrows[0].same


def test_every_point_lies_on_the_sheet() -> None:
    for vertical in (True, False):
        drawing = draw(BOXES, [link("O", "P"), link("P", "R"), link("R", "O")], vertical=vertical)
        for box in drawing.boxes:
            assert 0 < box.x < drawing.width - WIDE
            assert 0 < box.y < drawing.height

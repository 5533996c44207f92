"""The picture of a lineage: layers by who has it from whom, also where it runs in circles."""

from __future__ import annotations

import pytest

from exercises.kinds.source_lineage.drawing import GAP_ALONG, HIGH, MARGIN, WIDE, draw
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


def test_a_circle_stands_in_one_layer_and_its_links_go_round_different_sides() -> None:
    circle = [link("O", "R"), link("R", "T"), link("T", "R"), link("T", "P")]
    drawing = draw(BOXES, circle, vertical=False)
    steps = {box.id: (box.x - MARGIN) // (WIDE + GAP_ALONG) for box in drawing.boxes}
    assert steps == {"O": 0, "R": 1, "T": 1, "P": 2}
    forth, back = (arrow for arrow in drawing.arrows if {arrow.source, arrow.target} == {"R", "T"})
    assert forth.sign_x > back.sign_x
    assert forth.path != back.path


@pytest.mark.parametrize("vertical", [True, False])
def test_no_box_covers_another_and_no_sign_lies_on_a_box(vertical: bool) -> None:
    links = [link("O", "R"), link("R", "T"), link("T", "R"), link("R", "P"), link("O", "P")]
    drawing = draw(BOXES, links, vertical=vertical)
    assert len({(box.x, box.y) for box in drawing.boxes}) == 4
    for arrow in drawing.arrows:
        assert not [
            box
            for box in drawing.boxes
            if box.x < arrow.sign_x < box.x + WIDE and box.y < arrow.sign_y < box.y + HIGH
        ]
        assert 0 < arrow.sign_x < drawing.width
        assert 0 < arrow.sign_y < drawing.height


def test_from_top_to_bottom_two_boxes_stand_beside_each_other() -> None:
    drawing = draw([SourceBox(each, each) for each in "ABCDEF"], [], vertical=True)
    assert len({box.x for box in drawing.boxes}) == 2
    assert len({box.y for box in drawing.boxes}) == 3
    assert drawing.width < 320


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

"""Everything that is wrong with data, not only the first thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest

from exercises.kinds.faults import faults_of
from exercises.kinds.shape import Many, ShapeError, Text, Whole


@dataclass(frozen=True)
class Leaf:
    id: Annotated[str, Text(4)]
    size: Annotated[int, Whole(1, 9)] | None = None


@dataclass(frozen=True)
class Tree:
    leaves: Annotated[tuple[Leaf, ...], Many(1, 2)]
    names: Annotated[Mapping[Annotated[str, Text(3)], int], Many(0, 2)] = field(
        default_factory=dict
    )
    seen: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if len({leaf.id for leaf in self.leaves}) != len(self.leaves):
            raise ShapeError("Two leaves have the same id.", "leaves")


@pytest.mark.parametrize(
    ("data", "places"),
    [
        ({"leaves": [{"id": "a"}]}, []),
        ({"leaves": [{"id": "a", "size": None}]}, []),
        ("no table", [""]),
        ({}, ["leaves"]),
        ({"leaves": []}, ["leaves"]),
        ({"leaves": "x"}, ["leaves"]),
        ({"leaves": [{"id": "a"}, {"id": "a"}]}, ["leaves"]),
        ({"leaves": [{"id": ""}, {"size": 12}, {}]},
         ["leaves", "leaves[0].id", "leaves[1].id", "leaves[1].size", "leaves[2].id"]),
        ({"leaves": [{"id": "a"}], "names": {"long name": "x", "b": 1}},
         ["names.long name", "names.long name"]),
        ({"leaves": [{"id": "a"}], "names": [1]}, ["names"]),
        ({"leaves": [{"id": "a"}], "seen": ["a", 3], "stray": 1}, ["", "seen[1]"]),
    ],
)  # fmt: skip
def test_every_fault_is_found_with_its_place(data: Any, places: list[str]) -> None:
    assert [fault.at for fault in faults_of(Tree, data)] == places


def test_a_contradiction_is_looked_for_once_the_parts_are_sound() -> None:
    (fault,) = faults_of(Tree, {"leaves": [{"id": "a"}, {"id": "a"}]}, "tree")
    assert (fault.at, fault.sentence) == ("tree.leaves", "Two leaves have the same id.")

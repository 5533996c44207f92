"""Typed values from JSON and TOML, and what is said when they are not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

import pytest

from exercises.kinds import reading
from exercises.kinds.reading import read
from exercises.kinds.shape import Many, ShapeError, Text, Whole, plain


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Leaf:
    id: Annotated[str, Text(4)]
    colour: Colour = Colour.RED

    def __post_init__(self) -> None:
        if self.id == "bad":
            raise ShapeError("Not this name.", "id")
        if self.id == "odd":
            raise ValueError("An odd name.")


@dataclass(frozen=True)
class Tree:
    leaves: Annotated[tuple[Leaf, ...], Many(1, 2)]
    height: Annotated[int, Whole(1, 9)] = 1
    share: float = 0.5
    open: bool = False
    note: str | None = None
    seen: frozenset[Colour] = frozenset()
    weights: Annotated[dict[str, int], Many(0, 2)] = field(default_factory=dict)


FULL = {
    "leaves": [{"id": "a", "colour": "blue"}, {"id": "b"}],
    "height": 3,
    "share": 1,
    "open": True,
    "note": "n",
    "seen": ["red", "blue"],
    "weights": {"a": 1},
}


def test_what_was_read_is_written_back_with_defaults_filled_in() -> None:
    tree = read(Tree, FULL)
    assert tree.leaves == (Leaf("a", Colour.BLUE), Leaf("b"))
    assert tree.seen == {Colour.RED, Colour.BLUE}
    assert read(Tree, plain(tree)) == tree
    assert plain(tree)["leaves"][1] == {"id": "b", "colour": "red"}
    assert plain(tree)["seen"] == ["blue", "red"]


@pytest.mark.parametrize(
    ("change", "at", "sentence"),
    [
        ({"leaves": []}, "leaves", "There must be 1 to 2 entries; there are 0."),
        ({"leaves": "a"}, "leaves", "A list belongs here."),
        ({"leaves": ["a"]}, "leaves[0]", "A table with fields belongs here."),
        ({"leaves": [{}]}, "leaves[0].id", "This field is missing."),
        ({"leaves": [{"id": "abcde"}]}, "leaves[0].id", "At most 4 characters; there are 5."),
        ({"leaves": [{"id": " "}]}, "leaves[0].id", "This may not be empty."),
        ({"leaves": [{"id": 3}]}, "leaves[0].id", "Text in quotation marks belongs here."),
        (
            {"leaves": [{"id": "\x00"}]},
            "leaves[0].id",
            "The text holds a character that cannot be stored (NUL).",
        ),
        ({"leaves": [{"id": "bad"}]}, "leaves[0].id", "Not this name."),
        ({"leaves": [{"id": "odd"}]}, "leaves[0]", "An odd name."),
        (
            {"leaves": [{"id": "a", "colour": "green"}]},
            "leaves[0].colour",
            "“green” is not one of red, blue.",
        ),
        ({"height": 10}, "height", "10 is not from 1 to 9."),
        ({"height": True}, "height", "A whole number belongs here."),
        ({"height": "3"}, "height", "A whole number belongs here."),
        ({"share": "x"}, "share", "A number belongs here."),
        ({"share": float("nan")}, "share", "This is not a number that can be used."),
        ({"share": float("inf")}, "share", "This is not a number that can be used."),
        ({"open": 1}, "open", "true or false belongs here."),
        ({"weights": []}, "weights", "A table with fields belongs here."),
        ({"weights": {"a": 1, "b": 2, "c": 3}}, "weights", "There must be 0 to 2 entries"),
        ({"hight": 3}, "", "There is no field “hight” here. Did you mean “height”?"),
        ({"zzz": 3}, "", "There is no field “zzz” here."),
    ],
)
def test_what_does_not_fit_is_said_with_its_place(
    change: dict[str, object], at: str, sentence: str
) -> None:
    with pytest.raises(ShapeError) as caught:
        read(Tree, {**FULL, **change})
    assert caught.value.at == at
    assert caught.value.sentence.startswith(sentence)
    assert str(caught.value).endswith(caught.value.sentence)


def test_a_whole_that_is_no_table_is_refused_without_a_place() -> None:
    with pytest.raises(ShapeError, match=r"^A table with fields belongs here\.$"):
        read(Tree, [])


def test_a_field_type_nobody_can_read_is_the_programmers_mistake() -> None:
    @dataclass(frozen=True)
    class Odd:
        value: bytes

    with pytest.raises(TypeError):
        read(Odd, {"value": "x"})


def test_errors_of_nested_types_keep_the_whole_path() -> None:
    @dataclass(frozen=True)
    class Outer:
        tree: Tree

    with pytest.raises(ShapeError) as caught:
        read(Outer, {"tree": {**FULL, "leaves": [{"id": "bad"}]}})
    assert caught.value.at == "tree.leaves[0].id"


@dataclass(frozen=True)
class Branch:
    """A type that holds itself."""

    name: Annotated[str, Text(4)]
    branches: tuple[Branch, ...] = ()


def test_a_type_may_hold_itself() -> None:
    found = read(Branch, {"name": "a", "branches": [{"name": "b", "branches": [{"name": "c"}]}]})
    assert found == Branch("a", (Branch("b", (Branch("c"),)),))
    with pytest.raises(ShapeError) as caught:
        read(Branch, {"name": "a", "branches": [{"name": "b"}, {"name": "longer"}]})
    assert caught.value.at == "branches[1].name"


def test_what_a_type_says_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True)
    class Fresh:
        leaf: Leaf
        sizes: Annotated[tuple[int, ...], Many(0, 2)] = ()

    data = {"leaf": {"id": "a"}, "sizes": [1]}
    first = read(Fresh, data)
    monkeypatch.setattr(reading, "reader_of", lambda hint: pytest.fail(f"looked up again: {hint}"))
    assert read(Fresh, data) == first

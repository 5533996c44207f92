"""What a form consists of, read from the types of a dataclass. Pure.

A field becomes a Leaf (one control), a Group (a dataclass within), Entries (a list of dataclasses
that grows) or a Table (a mapping; its rows come from the brief, a scale, or are free).
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from typing import Any, TypeAlias, TypeVar, cast

from exercises.kinds import asking
from exercises.kinds.shape import (
    LONGEST_TEXT,
    Field,
    Many,
    Text,
    Whole,
    bare,
    fields_of,
    plain,
    within_optional,
)
from exercises.tradecraft.labels import Label

T = TypeVar("T")

LONG_LINE = 200  # characters above which a text gets a box of several lines


class Control(StrEnum):
    """How one value is typed."""

    LINE = "line"  # a short text
    TEXT = "text"  # a long one
    WHOLE = "whole"  # a whole number
    POINTS = "points"  # hundredths, typed as points
    NUMBER = "number"
    SWITCH = "switch"  # yes or no
    CHOICE = "choice"  # one of the values offered
    BOXES = "boxes"  # several of them
    HANDLE = "handle"  # a paragraph's handle
    HANDLES = "handles"  # several, on one line
    WORDS = "words"  # several short texts on one line
    LINES = "lines"  # several texts, one a line
    GRID = "grid"  # lines of several short texts
    PAIRS = "pairs"  # values of a scale with a number each, on one line


@dataclass(frozen=True)
class Leaf:
    """One control.

    Attributes:
        control: how it is typed.
        labels: the values offered with their words; empty where anything may be typed.
        one_of: the brief's list whose ids are offered.
        most: characters at most, for texts.
        whole: the entries of WORDS are whole numbers.
    """

    control: Control
    labels: Mapping[str, Label] = dataclasses.field(default_factory=dict)
    one_of: str = ""
    most: int = LONGEST_TEXT
    whole: bool = False


@dataclass(frozen=True)
class Group:
    """A dataclass: its parts in order."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Entries:
    """A list of dataclasses.

    Attributes:
        group: what one entry consists of.
        least, most: how many there may be.
        noun: what one entry is called; a source string, may be empty.
        prefix: how the id of a new entry begins.
    """

    group: Group
    least: int = 0
    most: int = 100
    noun: str = ""
    prefix: str = ""

    @property
    def numbered(self) -> bool:
        """Whether an entry has an id of its own."""
        return any(part.name == "id" for part in self.group.parts)


@dataclass(frozen=True)
class Table:
    """A mapping: rows that the brief or a scale names, or free ones.

    Attributes:
        node: what stands in one row.
        labels: the rows of a scale with their words.
        one_of: the brief's list whose entries are the rows.
        each: every entry of that list must have a row, also an empty one.
        most: how many free rows there may be.
    """

    node: Node
    labels: Mapping[str, Label] = dataclasses.field(default_factory=dict)
    one_of: str = ""
    each: bool = False
    most: int = 100

    @property
    def free(self) -> bool:
        """Whether the author names the rows."""
        return not self.labels and not self.one_of


Node: TypeAlias = Leaf | Group | Entries | Table


@dataclass(frozen=True)
class Part:
    """One field of a group.

    Attributes:
        name: its name in the data.
        label, hint: source strings for the form.
        node: what it consists of.
        required: whether a value is owed.
        default: what holds where none is given, as JSON; None where there is nothing.
    """

    name: str
    label: str
    hint: str
    node: Node
    required: bool
    default: Any = None


def group_of(cls: type) -> Group:
    """Return the form of a dataclass. Raises TypeError for a type that no form can hold."""
    return _group(cast("Hashable", cls))


@cache
def _group(cls: Hashable) -> Group:
    return Group(tuple(_part(field) for field in fields_of(cls).values()))


def _part(field: Field) -> Part:
    _kind, beside = bare(field.hint)
    says = _said(beside, asking.Says) or _said(_inner_beside(field.hint), asking.Says)
    label = says.label if says else field.name.removesuffix("_c").replace("_", " ").capitalize()
    return Part(
        name=field.name,
        label=label,
        hint=says.hint if says else "",
        node=_node(field.hint, field.name),
        required=field.required,
        default=None if field.required else plain(field.default),
    )


def _inner_beside(hint: Any) -> Sequence[Any]:
    inner = within_optional(bare(hint)[0])
    return bare(inner)[1] if inner is not None else ()


def _node(hint: Any, name: str) -> Node:
    kind, beside = bare(hint)
    if (inner := within_optional(kind)) is not None:
        return _node(inner, name)
    if dataclasses.is_dataclass(kind):
        return group_of(cast("type", kind))
    origin = typing.get_origin(kind)
    if origin in {tuple, frozenset}:
        return _many(kind, origin, beside, name)
    if origin is not None:
        return _mapping(kind, beside, name)
    return _scalar(kind, beside, name)


def _many(kind: Any, origin: Any, beside: Sequence[Any], name: str) -> Node:
    inner = typing.get_args(kind)[0]
    element, around = bare(inner)
    if dataclasses.is_dataclass(element):
        limits = _said(beside, Many) or Many(0, 100)
        entries = _said(beside, asking.Entries) or asking.Entries("")
        group = group_of(cast("type", element))
        return Entries(group, limits.least, limits.most, entries.noun, entries.prefix)
    if typing.get_origin(element) is tuple:
        inmost, further = bare(typing.get_args(element)[0])
        return dataclasses.replace(_scalar(inmost, further, name), control=Control.GRID)
    leaf = _scalar(element, around, name)
    return _several(leaf, origin)


def _several(leaf: Leaf, origin: Any) -> Leaf:
    """The control for several values of one scalar."""
    if leaf.control is Control.HANDLE:
        control = Control.HANDLES
    elif leaf.labels or (leaf.one_of and origin is frozenset):
        control = Control.BOXES
    elif leaf.control is Control.WHOLE or leaf.one_of:
        control = Control.WORDS
    else:
        control = Control.LINES
    whole = leaf.control is Control.WHOLE
    return dataclasses.replace(leaf, control=control, whole=whole)


def _mapping(kind: Any, beside: Sequence[Any], name: str) -> Node:
    key, inner = typing.get_args(kind)
    key_kind, key_beside = bare(key)
    labels = _labels(key_kind, key_beside)
    if labels and bare(inner)[0] in {int, float}:
        return Leaf(Control.PAIRS, labels)
    rows = _said(key_beside, asking.OneOf) or asking.OneOf("")
    limits = _said(beside, Many) or Many(0, 100)
    return Table(_node(inner, name), labels, rows.path, rows.each, limits.most)


def _scalar(kind: Any, beside: Sequence[Any], name: str) -> Leaf:
    if labels := _labels(kind, beside):
        return Leaf(Control.CHOICE, labels)
    if kind is str:
        return _text(beside)
    if kind is int:
        points = name.endswith("_c") and _said(beside, Whole) is not None
        return Leaf(Control.POINTS if points else Control.WHOLE)
    if kind is float:
        return Leaf(Control.NUMBER)
    if kind is bool:
        return Leaf(Control.SWITCH)
    raise TypeError(f"The field “{name}” of type {kind!r} has no form.")


def _text(beside: Sequence[Any]) -> Leaf:
    most = (_said(beside, Text) or Text()).most
    if one_of := _said(beside, asking.OneOf):
        return Leaf(Control.CHOICE, one_of=one_of.path)
    if _said(beside, asking.Paragraph):
        return Leaf(Control.HANDLE, most=most)
    return Leaf(Control.LINE if most <= LONG_LINE else Control.TEXT, most=most)


def _labels(kind: Any, beside: Sequence[Any]) -> dict[str, Label]:
    """The words of an enumeration, or of the texts that a scale allows."""
    scale = _said(beside, asking.Scale)
    if isinstance(kind, type) and issubclass(kind, Enum):
        words = scale.labels if scale else {}
        return {str(each.value): words.get(each, Label(str(each.value))) for each in kind}
    return {str(value): label for value, label in scale.labels.items()} if scale else {}


def _said(beside: Sequence[Any], of: type[T]) -> T | None:
    """What stands beside a type; what was added last says it."""
    return next((each for each in reversed(beside) if isinstance(each, of)), None)

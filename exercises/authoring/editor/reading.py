"""From a posted form to the data that are stored, as typed. Pure but for the form it is given.

A form says which entries and rows it showed (``items.row``, once for each); entries it did not show
keep what they had. So a long list can be edited in parts, and nothing outside is touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from exercises.authoring.editor.controls import ABSENT, value_of
from exercises.authoring.editor.naming import TOP, Place, unquoted
from exercises.authoring.editor.schema import Control, Entries, Group, Leaf, Node, Part, Table

ROW = "row"
KEY = "key"


class Posted(Protocol):
    """What is asked of a posted form; Django's QueryDict is one."""

    def __contains__(self, name: object, /) -> bool: ...

    def get(self, key: str, default: str, /) -> str: ...

    def getlist(self, key: str, /) -> list[str]: ...


def read_group(
    group: Group, post: Posted, previous: Mapping[str, Any], place: Place = TOP
) -> dict[str, Any]:
    """Return the data of a group as posted; fields it does not know keep what they had."""
    found = dict(previous)
    for part in group.parts:
        value = _read(part.node, post, previous.get(part.name, ABSENT), place.field(part.name))
        left_out = isinstance(part.node, Group) and not part.required
        if value is ABSENT or (left_out and is_blank(part, value)):
            found.pop(part.name, None)
        else:
            found[part.name] = value
    return found


def is_blank(part: Part, value: Any) -> bool:
    """Tell whether a field holds nothing but what it starts with."""
    if value is ABSENT or value in (None, "", [], {}, False) or value == part.default:
        return True
    return isinstance(part.node, Group) and group_is_blank(part.node, value)


def group_is_blank(group: Group, data: Any) -> bool:
    """Tell whether nobody has typed anything into a group, but for the id it was given."""
    if not isinstance(data, Mapping):
        return False
    known = {part.name for part in group.parts}
    return set(data) <= known and all(
        is_blank(part, data.get(part.name, ABSENT)) for part in group.parts if part.name != "id"
    )


def _read(node: Node, post: Posted, previous: Any, place: Place) -> Any:
    if isinstance(node, Leaf):
        return _read_leaf(node, post, previous, place.name)
    if isinstance(node, Group):
        return read_group(node, post, _mapping(previous), place)
    if isinstance(node, Entries):
        return _read_entries(node, post, previous, place)
    return _read_table(node, post, previous, place)


def _read_leaf(leaf: Leaf, post: Posted, previous: Any, name: str) -> Any:
    if leaf.control is Control.SWITCH:
        return name in post
    if leaf.control is Control.BOXES:
        return [each for each in post.getlist(name) if each] or ABSENT
    return value_of(leaf, post.get(name, "")) if name in post else previous


def _read_entries(node: Entries, post: Posted, previous: Any, place: Place) -> Any:
    shown = [int(each) for each in post.getlist(f"{place.name}.{ROW}") if _is_number(each)]
    if not shown:
        return previous
    found = list(previous) if isinstance(previous, list) else []
    for number in shown:
        found += [{}] * (number + 1 - len(found))
        old = _mapping(found[number])
        found[number] = read_group(node.group, post, old, place.entry(number))
    return found


def _read_table(node: Table, post: Posted, previous: Any, place: Place) -> Any:
    shown = [unquoted(each) for each in post.getlist(f"{place.name}.{ROW}")]
    if not shown:
        return previous
    old = dict(_mapping(previous))
    found = {key: value for key, value in old.items() if key not in shown}
    for key in shown:
        row = place.row(key)
        value = _read(node.node, post, old.get(key, ABSENT), row)
        name = post.get(f"{row.name}.{KEY}", key).strip() if node.free else key
        if name and not _drops_out(node, value, known=key in old):
            found[_apart(name, found)] = value
    return found or ABSENT


def _drops_out(node: Table, value: Any, *, known: bool) -> bool:
    """Whether a row is not worth keeping: nothing was typed, and nobody owes one."""
    if value is ABSENT:
        return True
    if node.each or (node.free and known):
        return False
    return isinstance(node.node, Group) and group_is_blank(node.node, value)


def _apart(name: str, taken: Mapping[str, Any]) -> str:
    """A name that no other row has, so that two rows typed alike are both kept."""
    number, found = 2, name
    while found in taken:
        found = f"{name} ({number})"
        number += 1
    return found


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4

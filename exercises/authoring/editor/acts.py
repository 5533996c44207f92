"""What the small buttons of a form do to its data: add, remove, move. Pure.

A button says ``<verb> <number> <name of the list>``. The form is read and kept first, so a press
never loses what was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, MutableSequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any

from exercises.authoring.editor.naming import unquoted
from exercises.authoring.editor.schema import Entries, Group, Node, Table

ADD, DROP, UP, DOWN = "add", "drop", "up", "down"
NEW_ROW = "new"


@dataclass(frozen=True)
class Act:
    """One press: what to do with entry ``number`` of the list called ``name``."""

    verb: str
    number: str
    name: str

    @property
    def removes(self) -> bool:
        """Whether something goes, so that there must be a way back."""
        return self.verb == DROP


@dataclass(frozen=True)
class Done:
    """The data after a press, and the name of the place to look at now."""

    data: dict[str, Any]
    at: str


def read_act(text: str) -> Act | None:
    """Return what a button says; None for anything else."""
    verb, _gap, rest = text.partition(" ")
    number, _gap, name = rest.partition(" ")
    return Act(verb, number, name) if verb in {ADD, DROP, UP, DOWN} and name else None


def perform(group: Group, data: Mapping[str, Any], act: Act) -> Done | None:
    """Return the data after ``act``; None where there is nothing to do it to."""
    changed: dict[str, Any] = deepcopy(dict(data))
    found = _find(group, changed, act.name.split("."))
    if found is None:
        return None
    node, holder, key = found
    inside = holder.setdefault(key, {} if isinstance(node, Table) else [])
    at = _in_table(node, inside, act) if isinstance(node, Table) else _in_list(node, inside, act)
    return None if at is None else Done(changed, at)


def _find(node: Node, data: Any, steps: list[str]) -> tuple[Entries | Table, Any, str] | None:
    """The list that a name means, with what holds it and under which key."""
    step, rest = unquoted(steps[0]), steps[1:]
    if not isinstance(node, Group) or not isinstance(data, MutableMapping):
        return None
    part = next((each for each in node.parts if each.name == step), None)
    if part is None:
        return None
    if not rest:
        return (part.node, data, step) if isinstance(part.node, Entries | Table) else None
    return _find_within(part.node, data.get(step), rest)


def _find_within(
    node: Node, data: Any, steps: list[str]
) -> tuple[Entries | Table, Any, str] | None:
    if isinstance(node, Group):
        return _find(node, data, steps)
    if isinstance(node, Entries) and isinstance(data, list) and steps[0].isdigit():
        number = int(steps[0])
        inner = data[number] if number < len(data) else None
        return _find(node.group, inner, steps[1:]) if len(steps) > 1 else None
    if isinstance(node, Table) and isinstance(data, MutableMapping):
        inner = data.get(unquoted(steps[0]))
        return _find(node.node, inner, steps[1:]) if len(steps) > 1 else None
    return None


def _in_list(node: Entries, entries: Any, act: Act) -> str | None:
    if not isinstance(entries, MutableSequence):
        return None
    if act.verb == ADD:
        if len(entries) < node.most:
            entries.append(new_entry(node, entries))
            return f"{act.name}.{len(entries) - 1}"
        return None
    number = int(act.number) if act.number.isdigit() else len(entries)
    to = number + {UP: -1, DOWN: 1}.get(act.verb, 0)
    if not (0 <= number < len(entries) and 0 <= to < len(entries)):
        return None
    moved = entries.pop(number)
    if act.verb == DROP:
        return act.name
    entries.insert(to, moved)
    return f"{act.name}.{to}"


def _in_table(node: Table, rows: Any, act: Act) -> str | None:
    """Free rows are added under a name to be changed; a row the brief has no longer can go."""
    if not isinstance(rows, MutableMapping):
        return None
    if act.verb == ADD and node.free and len(rows) < node.most:
        name = next(each for each in _numbered(NEW_ROW) if each not in rows)
        rows[name] = {} if isinstance(node.node, Group) else ""
        return f"{act.name}.{name}"
    row = unquoted(act.number)
    if act.verb == DROP and row in rows:
        del rows[row]
        return act.name
    return None


def new_entry(node: Entries, beside: MutableSequence[Any]) -> dict[str, Any]:
    """Return a blank entry; one that has an id gets the next free one of its list."""
    if not node.numbered:
        return {}
    taken = {each.get("id") for each in beside if isinstance(each, Mapping)}
    return {"id": next(each for each in _numbered(node.prefix) if each not in taken)}


def _numbered(prefix: str) -> Iterator[str]:
    return (f"{prefix}{number}" for number in count(1))


def blank(group: Group) -> dict[str, Any]:
    """Return the data of a form nobody has typed into: lists begin with the entries they owe."""
    data: dict[str, Any] = {}
    for part in group.parts:
        if isinstance(part.node, Entries) and part.required:
            entries: list[Any] = []
            for _number in range(part.node.least):
                entries.append(new_entry(part.node, entries))
            data[part.name] = entries
    return data

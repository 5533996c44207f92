"""``expand``: links in an answer replaced by the objects they point at.

Which fields may be expanded is read from the SDK's own types. Some fields are not sent at
all unless they are asked for; the kinds that have such fields register how to make them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from courseplatform.sandbox.store import Body, Record
from courseplatform.sandbox.stripe import schemas
from courseplatform.sandbox.stripe.account import Account
from courseplatform.sandbox.stripe.annotations import EXPANDABLE, Schema
from courseplatform.sandbox.stripe.errors import ApiError

Include = Callable[[Account, Body], Any]

DEEPEST = 4
_includes: dict[tuple[str, str], Include] = {}


def includes(kind: str, field: str) -> Callable[[Include], Include]:
    """Registers how to make a field of a kind that is sent only when it is expanded."""

    def register(make: Include) -> Include:
        _includes[kind, field] = make
        return make

    return register


def expand(account: Account, body: Body, paths: list[str]) -> Body:
    """A copy of the answer with the fields at ``paths`` expanded.

    Raises ApiError for a field that cannot be expanded or lies too deep.
    """
    if not paths:
        return body
    body = copy.deepcopy(body)
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST + (steps[0] == "data"):
            raise ApiError(f"You cannot expand more than {DEEPEST} levels of a property: {path}.")
        _walk(account, body, _schema_of(body), steps, path)
    return body


def _walk(account: Account, node: Body, schema: Schema, steps: list[str], path: str) -> None:
    step, rest = steps[0], steps[1:]
    _include(account, node, step)
    inner = schema.get("properties", {}).get(step)
    if inner is None:
        raise _refused(path)
    if rest and step in node:
        node[step] = _resolved(account, node[step], inner)
        for child in _children(node[step]):
            _walk(account, child, _child_schema(child, inner), rest, path)
    elif not rest:
        if not _expandable(inner) and (node.get("object", ""), step) not in _includes:
            raise _refused(path)
        node[step] = _resolved(account, node.get(step), inner)


def _include(account: Account, node: Body, step: str) -> None:
    make = _includes.get((node.get("object", ""), step))
    if make is not None and step not in node:
        node[step] = make(account, node)


def _resolved(account: Account, value: Any, schema: Schema) -> Any:
    """The value with every identifier in it replaced by the object."""
    if isinstance(value, list):
        return [_resolved(account, item, schema) for item in value]
    if isinstance(value, str) and _expandable(schema):
        row = account.transaction.row("select * from objects where id = %s", value)
        return Record(**row).body if row else value
    return value


def _children(value: Any) -> list[Body]:
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    return [value] if isinstance(value, dict) else []


def _expandable(schema: Schema) -> bool:
    if schema.get(EXPANDABLE):
        return True
    return any(_expandable(branch) for branch in _branches(schema))


def _branches(schema: Schema) -> list[Schema]:
    return [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]


def _schema_of(node: Body) -> Schema:
    kind = node.get("object", "")
    if kind == "list":
        data: Schema = {"type": "array", "items": {}}
        return {"type": "object", "properties": {"data": data}}
    return schemas.object_schema(kind) if kind in schemas.OBJECTS else {}


def _child_schema(node: Body, schema: Schema) -> Schema:
    """The schema of a value below: its own by kind, else the one that stands in line."""
    if "object" in node:
        return _schema_of(node)
    if "properties" in schema:
        return schema
    for branch in _branches(schema):
        found = _child_schema(node, branch)
        if found:
            return found
    return {}


def _refused(path: str) -> ApiError:
    return ApiError(f"This property cannot be expanded ({path}).", param="expand")

"""Form bodies with bracketed names, checked and turned into typed values by a schema.

``a[0][b]=c`` becomes ``{"a": [{"b": "c"}]}``; a value takes the type that the schema of the
call gives it. What the schema does not know is refused with the words and the ``param``
that Stripe uses, so that a removed parameter fails here as it would there.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from courseplatform.sandbox.stripe.annotations import DECIMAL, Schema
from courseplatform.sandbox.stripe.errors import ApiError, invalid, missing, unknown

Tree = dict[str, Any]

_NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_INTEGER = re.compile(r"^-?\d{1,18}$")
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


def decode(body: bytes) -> Tree:
    """The nested names of a form body or query, all leaves still text.

    Raises ApiError when the body is not UTF-8 or a name cannot be read.
    """
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise ApiError("Invalid request: the body is not valid UTF-8.") from None
    tree: Tree = {}
    for name, value in pairs:
        _plant(tree, name, value)
    return tree


def check(tree: Tree, schema: Schema) -> dict[str, Any]:
    """The typed parameters of a call. Raises ApiError for the first that does not fit."""
    values: dict[str, Any] = _object(tree, schema, "")
    return values


def _plant(tree: Tree, name: str, value: str) -> None:
    match = _NAME.match(name)
    if match is None:
        raise ApiError(f"Invalid request: the parameter name {name!r} cannot be read.")
    keys = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
    node = tree
    for key in keys[:-1]:
        child = node.setdefault(_key(node, key), {})
        if not isinstance(child, dict):
            raise invalid(name, f"Invalid request: {name} is given both as value and as hash.")
        node = child
    last = _key(node, keys[-1])
    if isinstance(node.get(last), dict):
        raise invalid(name, f"Invalid request: {name} is given both as value and as hash.")
    node[last] = value


def _key(node: Tree, key: str) -> str:
    """``[]`` appends: it takes the next free index."""
    return key or str(len(node))


def _value(raw: Any, schema: Schema, path: str) -> Any:
    if "anyOf" in schema:
        return _any_of(raw, schema["anyOf"], path)
    if "enum" in schema:
        return _enum(raw, schema["enum"], path)
    if raw == "" and schema.get("type") != "string":
        raise invalid(
            path,
            f"You passed an empty string for '{path}'. An empty value means unset, "
            f"and '{path}' cannot be unset.",
            "parameter_invalid_empty",
        )
    readers = {
        "object": _object,
        "array": _array,
        "integer": _integer,
        "number": _number,
        "boolean": _boolean,
        "string": _string,
    }
    reader = readers.get(schema.get("type", ""))
    return raw if reader is None else reader(raw, schema, path)


def _any_of(raw: Any, branches: list[Schema], path: str) -> Any:
    """The first branch that takes the value; else the complaint of the fittest branch."""
    complaint: ApiError | None = None
    for branch in branches:
        try:
            return _value(raw, branch, path)
        except ApiError as error:
            of_tree = branch.get("type") in _TYPES_OF_TREE
            if of_tree == isinstance(raw, dict) and branch != _UNSET:
                complaint = complaint or error
    if complaint is None:
        raise invalid(path, f"Invalid {path}: the value has the wrong shape.")
    raise complaint


_UNSET: Schema = {"enum": [""]}
_TYPES_OF_TREE = {"object", "array"}


def _enum(raw: Any, allowed: list[Any], path: str) -> Any:
    for value in allowed:
        if raw == (str(value).lower() if isinstance(value, bool) else value):
            return value
    names = ", ".join(str(value) for value in allowed[:40])
    raise invalid(path, f"Invalid {path}: must be one of {names}")


def _object(raw: Any, schema: Schema, path: str) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise invalid(path, f"Invalid object: {path} must be a hash of named values.")
    properties: dict[str, Schema] = schema.get("properties", {})
    others = schema.get("additionalProperties", {})
    values = {}
    for key, child in raw.items():
        inner = f"{path}[{key}]" if path else key
        if key in properties:
            values[key] = _value(child, properties[key], inner)
        elif others is False:
            raise unknown(inner)
        else:
            values[key] = _value(child, others, inner)
    for key in schema.get("required", []):
        if key not in values:
            raise missing(f"{path}[{key}]" if path else key)
    return values


def _array(raw: Any, schema: Schema, path: str) -> list[Any]:
    if not isinstance(raw, Mapping) or not all(key.isdigit() for key in raw):
        raise invalid(path, f"Invalid array: {path} must be a list.")
    ordered = sorted(raw.items(), key=lambda pair: int(pair[0]))
    return [_value(child, schema["items"], f"{path}[{key}]") for key, child in ordered]


def _integer(raw: Any, _schema: Schema, path: str) -> int:
    if not isinstance(raw, str) or not _INTEGER.match(raw):
        raise invalid(path, f"Invalid integer: {raw}", "parameter_invalid_integer")
    return int(raw)


def _number(raw: Any, _schema: Schema, path: str) -> float:
    if not isinstance(raw, str) or not _NUMBER.match(raw):
        raise invalid(path, f"Invalid decimal: {raw}")
    return float(raw)


def _boolean(raw: Any, _schema: Schema, path: str) -> bool:
    if raw not in {"true", "false"}:
        raise invalid(path, f"Invalid boolean: {raw}")
    return bool(raw == "true")


def _string(raw: Any, schema: Schema, path: str) -> str:
    if not isinstance(raw, str):
        raise invalid(path, f"Invalid string: {path} must be text.")
    if schema is DECIMAL and not _NUMBER.match(raw):
        raise invalid(path, f"Invalid decimal: {raw}")
    return raw

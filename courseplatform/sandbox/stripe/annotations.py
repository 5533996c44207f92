"""Turns a type annotation of the SDK's source into a JSON schema.

A key that is not ``NotRequired`` is required; unknown keys are refused at every level; in
``Literal | str`` the literals are the list; an empty string beside another type means
"unset"; an ``ExpandableField`` is an identifier or the object itself.
"""

import ast
from collections.abc import Callable
from typing import Any

from courseplatform.sandbox.stripe import sdk_source
from courseplatform.sandbox.stripe.sdk_source import Scope

Schema = dict[str, Any]
Build = Callable[[list[ast.expr], Scope], Schema]

DECIMAL: Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
EXPANDABLE = "x-expandable"

_PLAIN: dict[str, Schema] = {
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "str": {"type": "string"},
    "Decimal": DECIMAL,
    "Any": {},
    "object": {},
    "StripeObject": {"type": "object"},
}


class Annotations:
    """Translates annotations; ``references`` names the classes that become a ``$ref``."""

    def __init__(self, references: frozenset[str]) -> None:
        self._references = references
        self._generics: dict[str, Build] = {
            "Optional": self._optional,
            "NotRequired": lambda inner, scope: self.schema(inner[0], scope),
            "Union": self._union,
            "Literal": _literal,
            "List": lambda inner, scope: {"type": "array", "items": self.schema(inner[0], scope)},
            "Dict": lambda inner, scope: _mapping(self.schema(inner[1], scope)),
            "UntypedStripeObject": lambda inner, scope: _mapping(self.schema(inner[0], scope)),
            "ExpandableField": self._expandable,
            "ListObject": self._list_object,
        }

    def schema(self, node: ast.expr, scope: Scope) -> Schema:
        """The schema of the annotation ``node`` as read in ``scope``.

        Raises NotImplementedError for a form of annotation the SDK did not use when this was
        written, so that a new one is noticed instead of being waved through.
        """
        if isinstance(node, ast.Constant):
            if node.value is None:
                return {"type": "null"}
            return self.schema(ast.parse(str(node.value), mode="eval").body, scope)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._union(_alternatives(node), scope)
        if isinstance(node, ast.Subscript):
            inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return self._generics[ast.unparse(node.value)](inner, scope)
        if isinstance(node, ast.Name | ast.Attribute):
            return self._named(ast.unparse(node), scope)
        raise NotImplementedError(f"annotation {ast.unparse(node)}")

    def class_schema(self, node: ast.ClassDef, scope: Scope) -> Schema:
        """The object schema of a class: its annotated names are the keys."""
        inside = scope.inside(node)
        properties: dict[str, Schema] = {}
        required: list[str] = []
        for name, annotation in sdk_source.fields(node):
            wrapper = ast.unparse(annotation).partition("[")[0]
            if wrapper == "ClassVar" or name.startswith("_"):
                continue
            properties[name] = self.schema(annotation, inside)
            if wrapper not in {"NotRequired", "Optional"}:
                required.append(name)
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            schema["required"] = required
        return schema

    def _named(self, name: str, scope: Scope) -> Schema:
        if name in _PLAIN:
            return _PLAIN[name]
        found = scope.find_class(name)
        if found is None:
            raise NotImplementedError(f"name {name} in {scope.module.dotted}")
        owner, node = found
        object_name = sdk_source.constant(node, "OBJECT_NAME")
        if object_name is None:
            return self.class_schema(node, owner)
        if object_name in self._references:
            return {"$ref": f"#/$defs/{object_name}"}
        return {"type": "object", "required": ["id", "object"]}

    def _optional(self, inner: list[ast.expr], scope: Scope) -> Schema:
        return {"anyOf": [self.schema(inner[0], scope), {"type": "null"}]}

    def _union(self, inner: list[ast.expr], scope: Scope) -> Schema:
        branches = [self.schema(part, scope) for part in inner]
        listed = [branch for branch in branches if "enum" in branch and branch["enum"] != [""]]
        if listed:
            branches = [branch for branch in branches if branch != {"type": "string"}]
        return branches[0] if len(branches) == 1 else {"anyOf": branches}

    def _expandable(self, inner: list[ast.expr], scope: Scope) -> Schema:
        return {"anyOf": [{"type": "string"}, self.schema(inner[0], scope)], EXPANDABLE: True}

    def _list_object(self, inner: list[ast.expr], scope: Scope) -> Schema:
        return list_of(self.schema(inner[0], scope))


def list_of(item: Schema) -> Schema:
    """Stripe's envelope around a page of objects."""
    return {
        "type": "object",
        "properties": {
            "object": {"enum": ["list"]},
            "data": {"type": "array", "items": item},
            "has_more": {"type": "boolean"},
            "url": {"type": "string"},
            "total_count": {"type": "integer"},
        },
        "required": ["object", "data", "has_more", "url"],
        "additionalProperties": False,
    }


def _mapping(value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value}


def _literal(inner: list[ast.expr], _scope: Scope) -> Schema:
    return {"enum": [ast.literal_eval(part) for part in inner]}


def _alternatives(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_alternatives(node.left), *_alternatives(node.right)]
    return [node]

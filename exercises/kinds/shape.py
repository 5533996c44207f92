"""Typed values from JSON and TOML: frozen dataclasses are the schema. Pure.

``reading.read(Brief, data)`` returns a ``Brief`` or raises ShapeError, which says in a plain sentence
what is wrong and where (``items[2].accepted``). ``plain(brief)`` is the way back. Limits stand beside
the fields they hold for::

    @dataclass(frozen=True)
    class Statement:
        id: Annotated[str, Text(12)]
        text: Annotated[str, Text(600)]
        paragraph: Annotated[int, Whole(0, 999)] = 0
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import Any, cast

LONGEST_TEXT = 20_000

NO_TABLE = "A table with fields belongs here."
IS_MISSING = "This field is missing."


@dataclass(frozen=True, slots=True)
class Text:
    """A string of at most ``most`` characters and at least ``least``."""

    most: int = LONGEST_TEXT
    least: int = 1


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from ``least`` to ``most``."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Many:
    """A list or table of ``least`` to ``most`` entries."""

    least: int
    most: int


class ShapeError(ValueError):
    """Data that does not have the shape its type says.

    Attributes:
        at: where, such as ``items[2].text``; empty for the whole.
        sentence: what is wrong, in a plain sentence.
    """

    def __init__(self, sentence: str, at: str = "") -> None:
        self.sentence, self.at = sentence, at
        super().__init__(f"{at}: {sentence}" if at else sentence)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a dataclass: its name, its type with what stands beside it, its default.

    ``default`` is MISSING where a value is owed; a default that is made anew is an empty container.
    """

    name: str
    hint: Any
    default: Any = dataclasses.MISSING

    @property
    def required(self) -> bool:
        """Whether a value is owed."""
        return self.default is dataclasses.MISSING


@cache
def fields_of(cls: Hashable) -> Mapping[str, Field]:
    """Return the fields of a dataclass by name, in their order."""
    hints = typing.get_type_hints(cast("type", cls), include_extras=True)
    return {
        field.name: Field(field.name, hints[field.name], _default(field))
        for field in dataclasses.fields(cast("Any", cls))
        if field.init
    }


def bare(hint: Any) -> tuple[Any, Sequence[Any]]:
    """Return a type without its ``Annotated``, and what stood beside it."""
    if typing.get_origin(hint) is not typing.Annotated:
        return hint, ()
    inner, *beside = typing.get_args(hint)
    return inner, beside


def within_optional(hint: Any) -> Any:
    """Return the type that stands beside None in ``X | None``; None where there is no such choice."""
    if typing.get_origin(hint) not in {typing.Union, types.UnionType}:
        return None
    (inner,) = (arg for arg in typing.get_args(hint) if arg is not types.NoneType)
    return inner


def plain(value: Any) -> Any:
    """Return a typed value as what JSON can hold; sets become sorted lists."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.init
        }
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(each) for each in value)
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def refuse_unknown(data: Mapping[str, Any], fields: Mapping[str, Any], at: str) -> None:
    """Raise ShapeError for a name that is no field, with the one that may be meant."""
    for name in data:
        if name not in fields:
            near = get_close_matches(str(name), fields, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            raise ShapeError(f"There is no field “{name}” here.{hint}", at)


def count(found: int, limits: Sequence[Any], at: str) -> None:
    """Raise ShapeError where there are too few entries or too many."""
    for limit in limits:
        if isinstance(limit, Many) and not limit.least <= found <= limit.most:
            raise ShapeError(
                f"There must be {limit.least} to {limit.most} entries; there are {found}.", at
            )

"""Reading data into typed values (``shape``). Pure.

A type is turned into a reader, a function that only reads: what a dataclass says is looked up once in a
process. The readers of its fields are made when its first table comes, so that a type may hold itself.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Hashable, Mapping, Sequence
from enum import Enum
from functools import cache
from math import isfinite
from typing import Any, TypeAlias, TypeVar, cast

from exercises.kinds.shape import (
    IS_MISSING,
    NO_TABLE,
    ShapeError,
    Text,
    Whole,
    bare,
    count,
    fields_of,
    refuse_unknown,
    within_optional,
)

T = TypeVar("T")
Reader: TypeAlias = Callable[[Any, str], Any]
"""Given data and where they stand (``items[2].text``); returns the value or raises ShapeError."""


def read(cls: type[T], data: object, at: str = "") -> T:
    """Return ``data`` (parsed JSON or TOML) as a ``cls``, a dataclass. Raises ShapeError."""
    found: T = _dataclass(cast("Hashable", cls))(data, at)
    return found


def reader_of(hint: Any) -> Reader:
    """Return what reads values of the type ``hint``. Raises TypeError for a type nobody can read."""
    kind, limits = bare(hint)
    if (inner := within_optional(kind)) is not None:
        return _optional(reader_of(inner))
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in {tuple, frozenset}:
        return _list(origin, reader_of(args[0]), limits)
    if origin is not None:
        return _table(reader_of(args[0]), reader_of(args[1]), limits)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _choice(kind)
    if dataclasses.is_dataclass(kind):
        return _dataclass(cast("Hashable", kind))
    if kind not in _SCALARS:
        raise TypeError(f"A field of type {kind!r} cannot be read.")
    return _SCALARS[kind](limits)


@cache
def _dataclass(cls: Hashable) -> Reader:
    make = cast("Callable[..., Any]", cls)
    fields = fields_of(cls)
    required = {field.name for field in fields.values() if field.required}
    readers: dict[str, Reader] = {}

    def reads(data: Any, at: str) -> Any:
        if not isinstance(data, Mapping):
            raise ShapeError(NO_TABLE, at)
        if not data.keys() <= fields.keys():
            refuse_unknown(data, fields, at)
        if not readers:
            readers.update({name: reader_of(field.hint) for name, field in fields.items()})
        inside = f"{at}." if at else ""
        values: dict[str, Any] = {}
        for name, reader in readers.items():
            if name in data:
                values[name] = reader(data[name], inside + name)
            elif name in required:
                raise ShapeError(IS_MISSING, inside + name)
        try:
            return make(**values)
        except ShapeError as error:
            raise ShapeError(error.sentence, _joined(at, error.at)) from error
        except ValueError as error:
            raise ShapeError(str(error), at) from error

    return reads


def _joined(at: str, inner: str) -> str:
    return f"{at}.{inner}" if at and inner else at or inner


def _optional(inner: Reader) -> Reader:
    return lambda data, at: None if data is None else inner(data, at)


def _list(make: Callable[[list[Any]], Any], inner: Reader, limits: Sequence[Any]) -> Reader:
    def reads(data: Any, at: str) -> Any:
        if not isinstance(data, list | tuple):
            raise ShapeError("A list belongs here.", at)
        count(len(data), limits, at)
        return make([inner(each, f"{at}[{place}]") for place, each in enumerate(data)])

    return reads


def _table(keys: Reader, entries: Reader, limits: Sequence[Any]) -> Reader:
    def reads(data: Any, at: str) -> Any:
        if not isinstance(data, Mapping):
            raise ShapeError(NO_TABLE, at)
        count(len(data), limits, at)
        return {
            keys(key, f"{at}.{key}"): entries(each, f"{at}.{key}") for key, each in data.items()
        }

    return reads


def _choice(kind: type[Enum]) -> Reader:
    def reads(data: Any, at: str) -> Enum:
        try:
            return kind(data)
        except ValueError:
            choices = ", ".join(str(each.value) for each in kind)
            raise ShapeError(f"“{data}” is not one of {choices}.", at) from None

    return reads


def _text(limits: Sequence[Any]) -> Reader:
    limit = next((each for each in limits if isinstance(each, Text)), Text(least=0))

    def reads(data: Any, at: str) -> str:
        if not isinstance(data, str):
            raise ShapeError("Text in quotation marks belongs here.", at)
        if "\x00" in data:
            raise ShapeError("The text holds a character that cannot be stored (NUL).", at)
        if len(data) > limit.most:
            raise ShapeError(f"At most {limit.most} characters; there are {len(data)}.", at)
        if len(data.strip()) < limit.least:
            raise ShapeError("This may not be empty.", at)
        return data

    return reads


def _whole(limits: Sequence[Any]) -> Reader:
    ranges = [each for each in limits if isinstance(each, Whole)]

    def reads(data: Any, at: str) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            raise ShapeError("A whole number belongs here.", at)
        for limit in ranges:
            if not limit.least <= data <= limit.most:
                raise ShapeError(f"{data} is not from {limit.least} to {limit.most}.", at)
        return data

    return reads


def _number(limits: Sequence[Any]) -> Reader:
    def reads(data: Any, at: str) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float):
            raise ShapeError("A number belongs here.", at)
        if not isfinite(data):
            raise ShapeError("This is not a number that can be used.", at)
        return float(data)

    return reads


def _switch(limits: Sequence[Any]) -> Reader:
    def reads(data: Any, at: str) -> bool:
        if not isinstance(data, bool):
            raise ShapeError("true or false belongs here.", at)
        return data

    return reads


_SCALARS: dict[Any, Callable[[Sequence[Any]], Reader]] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _switch,
}

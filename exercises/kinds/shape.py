"""Typed values from JSON and TOML: frozen dataclasses are the schema. Pure.

``read(Brief, data)`` returns a ``Brief`` or raises ShapeError, which says in a plain sentence what
is wrong and where (``items[2].accepted``). ``plain(brief)`` is the way back. Limits stand beside the
fields they hold for::

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
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from functools import cache
from math import isfinite
from typing import Any, TypeVar, cast

T = TypeVar("T")

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


def read(cls: type[T], data: object, at: str = "") -> T:
    """Return ``data`` (parsed JSON or TOML) as a ``cls``, a dataclass. Raises ShapeError."""
    if not isinstance(data, Mapping):
        raise ShapeError(NO_TABLE, at)
    fields = fields_of(cast("Hashable", cls))
    refuse_unknown(data, fields, at)
    values: dict[str, Any] = {}
    for name, field in fields.items():
        where = f"{at}.{name}" if at else name
        if name in data:
            values[name] = value(field.hint, data[name], where)
        elif field.required:
            raise ShapeError(IS_MISSING, where)
    try:
        return cls(**values)
    except ShapeError as error:
        raise ShapeError(error.sentence, _joined(at, error.at)) from error
    except ValueError as error:
        raise ShapeError(str(error), at) from error


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


def _joined(at: str, inner: str) -> str:
    return f"{at}.{inner}" if at and inner else at or inner


def refuse_unknown(data: Mapping[str, Any], fields: Mapping[str, Any], at: str) -> None:
    """Raise ShapeError for a name that is no field, with the one that may be meant."""
    for name in data:
        if name not in fields:
            near = get_close_matches(str(name), fields, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            raise ShapeError(f"There is no field “{name}” here.{hint}", at)


def value(hint: Any, data: Any, at: str) -> Any:
    """Return ``data`` as a value of the type ``hint``. Raises ShapeError."""
    hint, limits = bare(hint)
    origin = typing.get_origin(hint)
    if (inner := within_optional(hint)) is not None:
        return None if data is None else value(inner, data, at)
    if origin is not None:
        return _container(hint, origin, data, limits, at)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _choice(hint, data, at)
    if dataclasses.is_dataclass(hint):
        return read(cast("type", hint), data, at)
    return _scalar(hint, data, limits, at)


def _container(hint: Any, origin: Any, data: Any, limits: Sequence[Any], at: str) -> Any:
    args = typing.get_args(hint)
    if origin in {tuple, frozenset}:
        if not isinstance(data, list | tuple):
            raise ShapeError("A list belongs here.", at)
        count(len(data), limits, at)
        values = [value(args[0], each, f"{at}[{place}]") for place, each in enumerate(data)]
        return origin(values)
    if not isinstance(data, Mapping):
        raise ShapeError(NO_TABLE, at)
    count(len(data), limits, at)
    return {
        value(args[0], key, f"{at}.{key}"): value(args[1], each, f"{at}.{key}")
        for key, each in data.items()
    }


def count(found: int, limits: Sequence[Any], at: str) -> None:
    """Raise ShapeError where there are too few entries or too many."""
    for limit in limits:
        if isinstance(limit, Many) and not limit.least <= found <= limit.most:
            raise ShapeError(
                f"There must be {limit.least} to {limit.most} entries; there are {found}.", at
            )


def _choice(hint: type[Enum], data: Any, at: str) -> Enum:
    try:
        return hint(data)
    except ValueError:
        choices = ", ".join(str(each.value) for each in hint)
        raise ShapeError(f"“{data}” is not one of {choices}.", at) from None


def _scalar(hint: Any, data: Any, limits: Sequence[Any], at: str) -> Any:
    reader = _SCALARS.get(hint)
    if reader is None:
        raise TypeError(f"{at}: a field of type {hint!r} cannot be read.")
    return reader(data, limits, at)


def _text(data: Any, limits: Sequence[Any], at: str) -> str:
    if not isinstance(data, str):
        raise ShapeError("Text in quotation marks belongs here.", at)
    if "\x00" in data:
        raise ShapeError("The text holds a character that cannot be stored (NUL).", at)
    limit = next((each for each in limits if isinstance(each, Text)), Text(least=0))
    if len(data) > limit.most:
        raise ShapeError(f"At most {limit.most} characters; there are {len(data)}.", at)
    if len(data.strip()) < limit.least:
        raise ShapeError("This may not be empty.", at)
    return data


def _whole(data: Any, limits: Sequence[Any], at: str) -> int:
    if isinstance(data, bool) or not isinstance(data, int):
        raise ShapeError("A whole number belongs here.", at)
    for limit in limits:
        if isinstance(limit, Whole) and not limit.least <= data <= limit.most:
            raise ShapeError(f"{data} is not from {limit.least} to {limit.most}.", at)
    return data


def _number(data: Any, limits: Sequence[Any], at: str) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise ShapeError("A number belongs here.", at)
    if not isfinite(data):
        raise ShapeError("This is not a number that can be used.", at)
    return float(data)


def _switch(data: Any, limits: Sequence[Any], at: str) -> bool:
    if not isinstance(data, bool):
        raise ShapeError("true or false belongs here.", at)
    return data


_SCALARS: dict[Any, Callable[[Any, Sequence[Any], str], Any]] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _switch,
}

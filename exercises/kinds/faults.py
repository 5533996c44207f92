"""Everything that is wrong with data, where ``reading.read`` stops at the first fault. Pure.

Authors' drafts are stored as they were typed, complete or not; this says what they still lack, field
by field. What contradicts itself is looked for once the parts are sound.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, cast

from exercises.kinds.reading import read, reader_of
from exercises.kinds.shape import (
    IS_MISSING,
    NO_TABLE,
    ShapeError,
    bare,
    count,
    fields_of,
    refuse_unknown,
    within_optional,
)


def faults_of(cls: type, data: object, at: str = "") -> list[ShapeError]:
    """Return every fault of ``data`` as a ``cls``, in the order of the fields; empty when sound."""
    if not isinstance(data, Mapping):
        return [ShapeError(NO_TABLE, at)]
    fields = fields_of(cast("Hashable", cls))
    found = _caught(lambda: refuse_unknown(data, fields, at))
    for name, field in fields.items():
        where = f"{at}.{name}" if at else name
        if name in data:
            found += _value_faults(field.hint, data[name], where)
        elif field.required:
            found.append(ShapeError(IS_MISSING, where))
    return found or _caught(lambda: read(cls, data, at))


def _value_faults(hint: Any, data: Any, at: str) -> list[ShapeError]:
    kind, limits = bare(hint)
    if (inner := within_optional(kind)) is not None:
        return [] if data is None else _value_faults(inner, data, at)
    if dataclasses.is_dataclass(kind):
        return faults_of(cast("type", kind), data, at)
    parts = _parts(kind, data, at)
    if parts is None:
        return _caught(lambda: reader_of(hint)(data, at))
    found = _caught(lambda: count(len(data), limits, at))
    for each_hint, each, where in parts:
        found += _value_faults(each_hint, each, where)
    return found


def _parts(kind: Any, data: Any, at: str) -> Iterator[tuple[Any, Any, str]] | None:
    """The entries of a container with their types and places; None for anything else."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in {tuple, frozenset} and isinstance(data, list | tuple):
        return ((args[0], each, f"{at}[{place}]") for place, each in enumerate(data))
    if origin is not None and origin not in {tuple, frozenset} and isinstance(data, Mapping):
        return (
            pair
            for key, each in data.items()
            for pair in ((args[0], key, f"{at}.{key}"), (args[1], each, f"{at}.{key}"))
        )
    return None


def _caught(act: Callable[[], Any]) -> list[ShapeError]:
    try:
        act()
    except ShapeError as error:
        return [error]
    return []

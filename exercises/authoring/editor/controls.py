"""From what is typed into one control to the value that is stored, and back. Pure.

What cannot be read stays as it was typed: it is stored, shown again, and named as a fault. An empty
control has no value at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from exercises.authoring.editor.schema import Control, Leaf

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,6})?")
_APART = re.compile(r"[\s,;]+")
_HANDLE = re.compile(r"¶?\s*(?P<number>[0-9]{1,4})")
_PAIR = re.compile(r"(?P<key>[^\s,;]+)\s+(?P<value>[^\s,;]+)")
_KEPT = {"\n", "\t"}


class Absent:
    """Nothing was typed; the one instance is ``ABSENT``."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


def value_of(leaf: Leaf, typed: str) -> Any:
    """Return what ``typed`` stands for as JSON, or ABSENT; never raises."""
    text = tidy(typed)
    if not text:
        return ABSENT
    found = _READERS[leaf.control](leaf, text)
    return ABSENT if found in ([], {}) else found


def text_of(leaf: Leaf, value: Any) -> str:
    """Return a stored value as it stands in its control."""
    if value is None or value is ABSENT:
        return ""
    writer = _WRITERS.get(leaf.control, str)
    try:
        return writer(value)
    except (TypeError, ValueError, AttributeError):  # stored in another shape, by the text view
        return str(value)


def tidy(typed: str) -> str:
    """Return a typed text with one kind of line break, without control characters or loose ends."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in text if c in _KEPT or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def as_handle(text: str) -> str:
    """Return a paragraph's handle however it was typed: ``7``, ``¶ 7`` and ``¶7`` are alike."""
    found = _HANDLE.fullmatch(text)
    return f"¶{int(found['number'])}" if found else text


def _whole(_leaf: Leaf, text: str) -> Any:
    return int(text) if _WHOLE.fullmatch(text) else text


def _points(_leaf: Leaf, text: str) -> Any:
    if not _NUMBER.fullmatch(text):
        return text
    hundredths = float(text.replace(",", ".")) * 100
    return round(hundredths) if abs(hundredths - round(hundredths)) < 1e-6 else text


def _number(_leaf: Leaf, text: str) -> Any:
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else text


def _line(_leaf: Leaf, text: str) -> Any:
    return " ".join(text.split())


def _handles(_leaf: Leaf, text: str) -> Any:
    parts = _APART.split(text.replace("¶ ", "¶"))
    return list(dict.fromkeys(as_handle(part) for part in parts if part))


def _words(leaf: Leaf, text: str) -> Any:
    parts = [part for part in _APART.split(text) if part]
    return [_whole(leaf, part) if leaf.whole else _offered(leaf, part) for part in parts]


def _lines(_leaf: Leaf, text: str) -> Any:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _grid(leaf: Leaf, text: str) -> Any:
    return [_words(leaf, line) for line in text.splitlines() if line.strip()]


def _pairs(leaf: Leaf, text: str) -> Any:
    """``AJ 0.5, SP 0.25``; a value without a number is kept, and named as a fault."""
    found: dict[str, Any] = {}
    for part in (each.strip() for each in re.split(r"[,;\n]", text)):
        pair = _PAIR.fullmatch(part)
        if part:
            key, number = (pair["key"], pair["value"]) if pair else (part, "")
            found[_offered(leaf, key)] = _number(leaf, number)
    return found


def _offered(leaf: Leaf, text: str) -> str:
    """The value of a scale that is meant, in any case of letters."""
    return next((value for value in leaf.labels if value.casefold() == text.casefold()), text)


_READERS: Mapping[Control, Callable[[Leaf, str], Any]] = {
    Control.LINE: _line,
    Control.TEXT: lambda _leaf, text: text,
    Control.WHOLE: _whole,
    Control.POINTS: _points,
    Control.NUMBER: _number,
    Control.CHOICE: lambda _leaf, text: text,
    Control.HANDLE: lambda _leaf, text: as_handle(text),
    Control.HANDLES: _handles,
    Control.WORDS: _words,
    Control.LINES: _lines,
    Control.GRID: _grid,
    Control.PAIRS: _pairs,
}


def _as_points(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    whole, rest = divmod(abs(value), 100)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}" + (f".{rest:02}".rstrip("0") if rest else "")


def _as_number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _joined(by: str) -> Callable[[Any], str]:
    return lambda value: by.join(str(each) for each in _listed(value))


def _as_grid(value: Any) -> str:
    return "\n".join(" ".join(str(each) for each in _listed(line)) for line in _listed(value))


def _as_pairs(value: Any) -> str:
    return ", ".join(f"{key} {_as_number(each)}".strip() for key, each in value.items())


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        raise TypeError(value)
    return list(value)


_WRITERS: Mapping[Control, Callable[[Any], str]] = {
    Control.POINTS: _as_points,
    Control.NUMBER: _as_number,
    Control.HANDLES: _joined(" "),
    Control.WORDS: _joined(" "),
    Control.LINES: _joined("\n"),
    Control.GRID: _as_grid,
    Control.PAIRS: _as_pairs,
}

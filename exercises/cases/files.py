"""Reading files that people write: TOML and Markdown, with limits and plain sentences.

TOML parsers can be made to work for seconds or to fail in odd ways by a few kilobytes (deep dotted
keys, nested arrays), so size and shape are looked at first.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from courseplatform.kit.refusals import Refusal
from exercises.kinds import reading, shape

MOST_TOML = 256_000  # bytes
MOST_TEXT = 100_000  # bytes
MOST_DOTS = 8  # in one key
MOST_OPEN = 40  # brackets in a row

T = TypeVar("T")

# A word or a quoted key; possessive, and begun at a border alone, so that no text makes it slow.
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP = re.compile(rf"""(?<![\w.-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_DOTS + 1}}}""")
_OPEN = re.compile(rf"[\[{{](?:\s*[\[{{]){{{MOST_OPEN}}}")


class FileFault(Refusal):
    """A file that cannot be used; the sentence names the file and what is wrong with it."""

    def __init__(self, path: Path, sentence: str, at: str = "") -> None:
        self.path = path
        place = f"{path.parent.name}/{path.name}" + (f", {at}" if at else "")
        super().__init__(f"{place}: {sentence}", code="file-fault")


class TomlFault(ValueError):  # noqa: N818 - it reads as what it is
    """Text that is no TOML we read.

    Attributes:
        sentence: what is wrong, in a plain sentence.
        at: on which line, in words; empty for the whole.
    """

    def __init__(self, sentence: str, at: str = "") -> None:
        self.sentence, self.at = sentence, at
        super().__init__(f"{at}: {sentence}" if at else sentence)


def read_text(path: Path, most: int = MOST_TEXT) -> str:
    """Return a text file. Raises FileFault when it is missing, too large or no UTF-8 text."""
    try:
        data = path.read_bytes()
    except OSError:
        raise FileFault(path, _("This file is missing.")) from None
    if len(data) > most:
        raise FileFault(
            path,
            _("A file may have %(most)s kB; this one has %(has)s.")
            % {"most": most // 1000, "has": len(data) // 1000 + 1},
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileFault(path, _("Save this file as UTF-8."), _line(line)) from None
    if "\x00" in text:
        raise FileFault(path, _("The file holds a character that cannot be stored (NUL)."))
    return text.replace("\r\n", "\n")


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file as a table. Raises FileFault with a plain sentence."""
    try:
        return parse_toml(read_text(path, MOST_TOML))
    except TomlFault as fault:
        raise FileFault(path, fault.sentence, fault.at) from None


def parse_toml(text: str) -> dict[str, Any]:
    """Return TOML as a table. Raises TomlFault for what is no TOML, too large, or built to hurt."""
    if len(text.encode()) > MOST_TOML:
        raise TomlFault(_("At most %(most)s kB.") % {"most": MOST_TOML // 1000})
    deep = _DEEP.search(text)
    if deep:
        line = text.count("\n", 0, deep.start()) + 1
        raise TomlFault(_("This key has too many dots."), _line(line))
    if _OPEN.search(text):
        raise TomlFault(_("Lists stand in lists too deep."))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TomlFault(_("This is not TOML: %(error)s.") % {"error": error}) from None
    except (RecursionError, ValueError):
        raise TomlFault(_("This file cannot be read; simplify it.")) from None


def read_shape(cls: type[T], path: Path) -> T:
    """Return a TOML file as a ``cls``. Raises FileFault that names the field that does not fit."""
    return shaped(cls, read_toml(path), path)


def shaped(cls: type[T], data: dict[str, Any], path: Path, at: str = "") -> T:
    """Return a table from the file ``path`` as a ``cls``. Raises FileFault."""
    try:
        return reading.read(cls, data, at)
    except shape.ShapeError as error:
        raise FileFault(path, error.sentence, error.at) from error


def _line(number: int) -> str:
    return _("line %(number)s") % {"number": number}

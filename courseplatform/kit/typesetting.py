"""Setting a printed sheet: typst, PDF/A, tagged, the same bytes for the same data on every machine."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

# 2a: readable in decades, with the text's structure; ua-1: readable aloud. Both are checked by typst.
STANDARDS: list[Any] = ["a-2a", "ua-1"]
_one_at_a_time = Lock()


class CannotTypeset(Exception):  # noqa: N818 - what happened, as it is said
    """The sheet could not be set; the text says why."""


def typeset(sheet: Path, data: dict[str, Any], at: datetime) -> bytes:
    """Return a PDF of ``sheet`` filled with ``data``.

    Args:
        sheet: a typst file; it reads ``json(bytes(sys.inputs.d))``. What people typed arrives as data
            and is never read as typst.
        data: JSON-able values; text must have passed ``glyphs.shown``.
        at: the instant that the file says it was made at.

    Raises:
        CannotTypeset: a character no font has, a missing title, or a fault of typst itself.
    """
    with _one_at_a_time:
        try:
            made = _compiler().compile(
                sheet.read_bytes(),
                format="pdf",
                sys_inputs={"d": json.dumps(data)},
                pdf_standards=STANDARDS,
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            raise CannotTypeset(str(error)) from error
        except BaseException as error:
            # A panic in typst is no Exception to Python. Its compiler is not used again.
            if type(error).__name__ != "PanicException":
                raise
            _compiler.cache_clear()
            raise CannotTypeset(f"typst broke down: {error}") from None
    return bytes(made)


@lru_cache(maxsize=1)
def _compiler() -> Any:
    """Return this process's compiler: reading the fonts takes ten times as long as setting a page."""
    return typst.Compiler(
        font_paths=typst.Fonts(include_system_fonts=False), ignore_system_fonts=True
    )

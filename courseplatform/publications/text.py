"""Text on its way into feeds: no sign that XML forbids."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """Return the text on one line, without control signs."""
    return " ".join(_FORBIDDEN.sub("", text).split())

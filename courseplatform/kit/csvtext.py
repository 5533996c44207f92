"""Text in CSV files that a spreadsheet must not run as a formula."""

from __future__ import annotations

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """Return ``text`` with a leading apostrophe where a spreadsheet would take it for a formula.

    What counts is the first visible character, also after spaces or a byte order mark.
    """
    visible = text.lstrip(" \ufeff\u00a0")
    return f"'{text}" if visible.startswith(STARTS) or text.startswith(("\t", "\r")) else text

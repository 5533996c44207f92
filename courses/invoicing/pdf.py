"""Turning a snapshot into a PDF: the words that were frozen, on the sheet that they were made for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from courseplatform.kit.typesetting import typeset

SHEETS = Path(__file__).parent / "sheets"


def render(content: dict[str, Any], sha256: str) -> bytes:
    """Return the PDF of a document's snapshot; the same snapshot gives the same bytes.

    Raises:
        CannotTypeset: typst refused it.
    """
    words = content["printed"]
    issued = date.fromisoformat(content["issued_on"])
    footer = f"{words['author']} · {content['number']} · sha256 {sha256[:16]}"
    sheet = SHEETS / f"document-{content['schema']}.typ"
    return typeset(sheet, {**words, "footer": footer}, datetime.combine(issued, time(), UTC))

"""Reading the grid: the whole matrix comes as one field of JSON, never as 500 fields."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from exercises.kinds.ach_matrix.types import Brief
from exercises.tradecraft.ach import Code

LARGEST = 60_000  # characters; a full 10 by 50 grid with long ids has about 25,000


class GridError(ValueError):
    """The grid cannot be read; ``str()`` is the sentence for the person."""


def read_grid(
    brief: Brief, text: str, previous: dict[str, dict[str, Code]]
) -> dict[str, dict[str, Code]]:
    """Return the cells of a posted grid; rows it does not name keep what they had.

    Raises:
        GridError: it is no JSON of rows, hypotheses and codes of this task.
    """
    unreadable = GridError(
        _("The matrix could not be read, so nothing was changed. Reload the page and try again.")
    )
    if len(text) > LARGEST:
        raise unreadable
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise unreadable from None
    if not isinstance(data, dict):
        raise unreadable
    rows = {row.id for row in brief.rows}
    hypotheses = {each.id for each in brief.hypotheses}
    cells = dict(previous)
    for row, codes in data.items():
        if row not in rows or not isinstance(codes, dict) or not codes.keys() <= hypotheses:
            raise unreadable
        try:
            cells[row] = {name: Code(code) for name, code in codes.items() if code}
        except ValueError:
            raise unreadable from None
    return cells

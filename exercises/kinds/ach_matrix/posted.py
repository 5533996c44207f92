"""Reading the grid: the whole matrix comes as one field of JSON, never as 500 fields."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from exercises.kinds.ach_matrix.types import REASON_MOST, Brief
from exercises.kinds.posting import clean
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
    hypotheses = {each.id for each in brief.hypotheses}
    cells = dict(previous)
    for row, codes in _table(brief, text).items():
        if not isinstance(codes, dict) or not codes.keys() <= hypotheses:
            raise _unreadable()
        try:
            cells[row] = {name: Code(code) for name, code in codes.items() if code}
        except ValueError:
            raise _unreadable() from None
    return cells


def read_reasons(brief: Brief, text: str, previous: dict[str, str]) -> dict[str, str]:
    """Return the reasons of the rows named in a posted table; the others keep theirs.

    Raises:
        GridError: it is no JSON of rows and texts of this task, or a text is too long.
    """
    reasons = dict(previous)
    for row, reason in _table(brief, text).items():
        if not isinstance(reason, str) or len(reason) > REASON_MOST:
            raise _unreadable()
        reasons[row] = clean(reason).strip()
    return reasons


def _table(brief: Brief, text: str) -> dict[str, Any]:
    """Return posted JSON, a table by rows of this task."""
    if len(text) > LARGEST:
        raise _unreadable()
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(data, dict) or not data.keys() <= {row.id for row in brief.rows}:
        raise _unreadable()
    return data


def _unreadable() -> GridError:
    return GridError(
        _("The matrix could not be read, so nothing was changed. Reload the page and try again.")
    )

"""Answers that are lists: as many rows as there are, with blank ones below to grow into.

The whole list is posted each time, as fields called ``<name>-<n>``; ``rows`` says how many were on
the page. A row left blank is not kept. A box ``drop-<n>`` removes a row; the rows removed last can
be brought back (``undo``) until the next save.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import QueryDict

R = TypeVar("R")

BLANK = 2  # rows to grow into on every page


@dataclass(frozen=True, slots=True)
class Rows(Generic[R]):
    """The rows of an answer, and those removed by the last save."""

    kept: tuple[R, ...] = ()
    dropped: tuple[R, ...] = ()


def read_rows(
    post: QueryDict, previous: Rows[R], most: int, blank: R, read: Callable[[int, R], R]
) -> Rows[R]:
    """Read a posted list of at most ``most`` rows; without ``rows`` in the form nothing changes.

    Args:
        post: the form.
        previous: what there was, for fields that cannot be read.
        most: rows beyond this number are not read.
        blank: a row without anything in it.
        read: gives the row ``n`` of the form, given what it was before.
    """
    if "rows" not in post:
        return previous
    count = post.get("rows", "")
    on_page = int(count[:4]) if count.isascii() and count.isdigit() else 0
    kept: list[R] = []
    dropped: list[R] = []
    for n in range(min(on_page, most)):
        row = read(n, previous.kept[n] if n < len(previous.kept) else blank)
        if row != blank:
            (dropped if f"drop-{n}" in post else kept).append(row)
    if post.get("undo"):
        kept += previous.dropped[: most - len(kept)]
        dropped = []
    return Rows(tuple(kept), tuple(dropped))


def shown_rows(kept: tuple[R, ...], most: int, blank: R) -> list[R]:
    """Return the rows of a page: those there are, and blank ones while there is room."""
    return [*kept, *([blank] * min(BLANK, most - len(kept)))]

"""What a room offers to the desk: a section of its bar and cards of its first page, in ``desk.py``.

A card's lines are asked for each time the page is shown, so they come from few, indexed queries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

MOST_LINES = 8
Words = str | Promise  # translated when shown


class Column(StrEnum):
    """Where the lines of a card stand on the desk's first page."""

    TODAY = "today"  # one list for all rooms, in the order of the clock
    HAND = "hand"  # one list for all rooms: what waits for somebody, loudest first
    CARD = "card"  # a card of its own, with a heading


@dataclass(frozen=True)
class CardLine:
    """One line of a card.

    Attributes:
        text: the sentence, with its number; no real names where a room hides them.
        url: where the work is; empty for a line that only informs.
        action: the link's words, verb first ("Resolve"); without it the text itself is the link.
        at: the instant the line is about (UTC); orders the list "Today".
        tone: ``bad``, ``warn``, ``ok``, ``info`` or empty; shown as icon and word, never by colour alone.
    """

    text: str
    url: str = ""
    action: str = ""
    at: datetime | None = None
    tone: str = ""


@dataclass(frozen=True)
class DeskCard:
    """A card on the desk's first page.

    Attributes:
        slug: stable name such as ``seats``; also orders cards of one position.
        title: heading of a card of its own; names the source of the lines otherwise.
        right: the name of the right (``people.roles.Right``) a person needs to see it.
        lines: called with the person and the instant; at most ``MOST_LINES`` are shown.
        column: which part of the page the lines join.
        position: small numbers come first.
        empty: the sentence of a card of its own that has no lines; without it the card is left out.
        more_url: the page that holds all of it.
        more: the words of that link.
    """

    slug: str
    title: Words
    right: str
    lines: Callable[[Any, datetime], Sequence[CardLine]]
    column: Column = Column.CARD
    position: int = 50
    empty: Words = ""
    more_url: str = ""
    more: Words = ""


@dataclass(frozen=True)
class DeskSection:
    """One entry of the desk's bar, shown to people who may open it.

    Attributes:
        url_name: name of the address; a section whose address does not exist is left out.
        label: the words of the link (translatable).
        rights: names of rights; any one of them is enough.
        position: small numbers come first.
        opens: another reason that is enough, asked of the person; at most one query.
    """

    url_name: str
    label: Words
    rights: tuple[str, ...]
    position: int = 50
    opens: Callable[[Any], bool] | None = None

"""Stretches of a text marked in its HTML, and the plain text that their offsets count. Pure.

The HTML is sanitised before it comes here; what comes out holds the same text with marks in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from html.parser import HTMLParser
from itertools import pairwise


class _Parts(HTMLParser):
    """HTML as a list of tags (as written) and texts (as read), in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[bool, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[object]) -> None:
        self.parts.append((True, self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append((True, f"</{tag}>"))

    def handle_data(self, data: str) -> None:
        self.parts.append((False, data))


def plain(html: str) -> str:
    """Return the text of sanitised HTML as a browser's ``textContent`` gives it."""
    return "".join(part for is_tag, part in _Parts(html).parts if not is_tag)


def mark_up(
    html: str, stretches: Iterable[tuple[int, int]], references: Iterable[tuple[int, str]]
) -> str:
    """Return sanitised HTML with stretches of its text in ``<mark>`` and references put in.

    Args:
        html: the text's HTML.
        stretches: start and end of each, counted in ``plain(html)``; where they overlap they share
            the mark. A mark never crosses a tag, and spaces alone get none.
        references: safe HTML to put in behind that many characters; behind the link that holds
            the place, since a link cannot hold another.
    """
    found = list(stretches)
    waiting = sorted(references, key=lambda each: each[0])
    edges = {edge for each in found for edge in each} | {offset for offset, _html in waiting}
    out: list[str] = []
    offset, links = 0, 0
    for is_tag, part in _Parts(html).parts:
        if is_tag:
            out.append(part)
            links += part.startswith("<a ") - (part == "</a>")
            if part == "</a>":
                out += _taken(waiting, offset)
            continue
        end = offset + len(part)
        cuts = sorted({offset, end, *(edge for edge in edges if offset < edge < end)})
        for start, stop in pairwise(cuts):
            out.append(_piece(part[start - offset : stop - offset], start, stop, found))
            if not links:
                out += _taken(waiting, stop)
        offset = end
    return "".join([*out, *(reference for _offset, reference in waiting)])


def _piece(text: str, start: int, stop: int, stretches: Sequence[tuple[int, int]]) -> str:
    safe = escape(text, quote=False)
    inside = any(first <= start and stop <= last for first, last in stretches)
    return f"<mark>{safe}</mark>" if inside and text.strip() else safe


def _taken(waiting: list[tuple[int, str]], offset: int) -> list[str]:
    """Take the references whose place is reached off the list."""
    reached = [each for each in waiting if each[0] <= offset]
    del waiting[: len(reached)]
    return [reference for _offset, reference in reached]

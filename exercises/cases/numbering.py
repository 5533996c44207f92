"""Paragraphs and their numbers: from a source's Markdown and back, and who keeps which number. Pure.

A source is written in blocks parted by empty lines. A block is a heading (``## …``), which goes with
the paragraph behind it, or a paragraph. A paragraph's handle (``¶7``) at its beginning says which one
it is; numbers run through all sources of an edition without a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from exercises.tradecraft.invalid import InvalidInput
from exercises.tradecraft.labels import N_

HEADING_MOST = 160

_MARK = re.compile(r"¶(\d{1,4})(?:\s+|$)")
_HEADING = re.compile(r"#{1,3}\s+(?=\S)")
_TOKEN = re.compile(r"¶(\d{1,4})(?!\d)")
GONE = "¶?"
"""Stands where a paragraph was cited that is gone; no dossier has such a paragraph."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph as written: the line it begins on, its mark if it has one, heading, text."""

    line: int
    mark: int | None
    heading: str
    text: str


def blocks_of(text: str) -> list[Block]:
    """Return the paragraphs of a source's text in order; none for an empty text.

    Raises InvalidInput for a heading without a paragraph, one that is too long or runs into the
    next line, and for a mark without a text.
    """
    found: list[Block] = []
    heading, heading_line = "", 0
    for line, block in _parted(text):
        if _HEADING.match(block):
            _require_none(heading, heading_line)
            heading, heading_line = _heading(line, block), line
            continue
        mark = _MARK.match(block)
        words = block[mark.end() :].strip() if mark else block.strip()
        if not words:
            raise InvalidInput(N_("Line {line}: {mark} has no text."), line=line, mark=block)
        found.append(Block(line, int(mark[1]) if mark else None, heading, words))
        heading = ""
    _require_none(heading, heading_line)
    return found


def _parted(text: str) -> Iterator[tuple[int, str]]:
    """Yield each block with the number of its first line."""
    block: list[str] = []
    start = 0
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.strip():
            if not block:
                start = number
            block.append(line)
        elif block:
            yield start, "\n".join(block)
            block = []


def _heading(line: int, block: str) -> str:
    if "\n" in block:
        raise InvalidInput(N_("Line {line}: leave an empty line behind a heading."), line=line)
    words = _HEADING.sub("", block).strip()
    if len(words) > HEADING_MOST:
        raise InvalidInput(
            N_("Line {line}: a heading has at most {most} characters."),
            line=line,
            most=HEADING_MOST,
        )
    return words


def _require_none(heading: str, line: int) -> None:
    if heading:
        raise InvalidInput(N_("Line {line}: a heading needs a paragraph behind it."), line=line)


def written(paragraphs: Sequence[tuple[int, str, str]]) -> str:
    """Return paragraphs (number, heading, text) as the Markdown of a source."""
    parts = []
    for number, heading, text in paragraphs:
        if heading:
            parts.append(f"## {heading}")
        parts.append(f"¶{number} {text}")
    return "\n\n".join(parts) + "\n" if parts else ""


def identities(blocks: Sequence[Block], known: Sequence[int]) -> list[int | None]:
    """Return which of the ``known`` paragraphs each block is; None for a new one.

    A mark says so. A mark that is none of the known ones, or stands a second time, says nothing.
    """
    left: set[int | None] = {*known}
    found: list[int | None] = []
    for block in blocks:
        old = block.mark if block.mark in left else None
        found.append(old)
        left -= {old}
    return found


@dataclass(frozen=True, slots=True)
class Numbering:
    """Numbers after a change.

    Attributes:
        numbers: for each source, the numbers of its paragraphs.
        moved: old to new number of the paragraphs whose number changes.
        gone: numbers of the paragraphs that are no longer there.
    """

    numbers: tuple[tuple[int, ...], ...]
    moved: Mapping[int, int]
    gone: tuple[int, ...]


def number_anew(
    layout: Sequence[Sequence[int | None]], before: Sequence[int], first: int
) -> Numbering:
    """Number all paragraphs of an edition in order.

    Args:
        layout: for each source, which old paragraph stands where (None: a new one).
        before: the numbers there were.
        first: the number of the first paragraph, 0 or 1.
    """
    number, numbers = first, []
    moved: dict[int, int] = {}
    kept: set[int] = set()
    for source in layout:
        own = []
        for old in source:
            own.append(number)
            if old is not None:
                kept.add(old)
                if old != number:
                    moved[old] = number
            number += 1
        numbers.append(tuple(own))
    return Numbering(tuple(numbers), moved, tuple(n for n in before if n not in kept))


def recite(text: str, moved: Mapping[int, int], gone: Sequence[int] = ()) -> str:
    """Return a text with every ``¶n`` following its paragraph; one that is gone becomes ``¶?``."""
    lost = frozenset(gone)

    def follow(found: re.Match[str]) -> str:
        number = int(found[1])
        return GONE if number in lost else f"¶{moved.get(number, number)}"

    return _TOKEN.sub(follow, text)


def cited_in(text: str) -> set[int]:
    """Return the numbers of the paragraphs a text names as ``¶n``."""
    return {int(number) for number in _TOKEN.findall(text)}

"""Where a comment or a note belongs in a text of numbered paragraphs. Pure.

It names a paragraph, the words it is about and a little of what stands before them. Spaces and line
breaks count as one space, and quotation marks and dashes of any make are alike, since people type
what they see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_ALIKE = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-"})


@dataclass(frozen=True)
class Anchor:
    """What a comment or a note says about its place.

    Attributes:
        key: its own name, such as a primary key.
        paragraph: the number of a paragraph; one that the text lacks leaves it to the quote.
        quote: the words it is about; empty for the paragraph as a whole.
        before: a few characters that stand before the quote.
    """

    key: int
    paragraph: int
    quote: str
    before: str = ""


@dataclass(frozen=True)
class Place:
    """Where an anchor was found: the paragraph, and the stretch of it; both 0 for all of it."""

    key: int
    paragraph: int
    start: int
    end: int


def paragraphs_of(text: str) -> list[str]:
    """Split a text where blank lines stand; single line breaks stay inside a paragraph."""
    return [part.strip() for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def place(
    paragraphs: Mapping[int, str], anchors: Iterable[Anchor]
) -> tuple[list[Place], list[int]]:
    """Find each anchor; return the places in reading order and the keys of those not found.

    Args:
        paragraphs: the text of each paragraph by its number, in reading order of the numbers.
        anchors: what is looked for; in the paragraph it names, else in the first that has the words.
    """
    places: list[Place] = []
    unplaced: list[int] = []
    for anchor in anchors:
        found = _find(paragraphs, anchor)
        if found is None:
            unplaced.append(anchor.key)
        else:
            places.append(found)
    places.sort(key=lambda each: (each.paragraph, each.end == 0, each.start, each.key))
    return places, unplaced


def _find(paragraphs: Mapping[int, str], anchor: Anchor) -> Place | None:
    named = anchor.paragraph in paragraphs
    if not anchor.quote.strip():
        return Place(anchor.key, anchor.paragraph, 0, 0) if named else None
    own = [anchor.paragraph] if named else []
    for number in [*own, *(other for other in paragraphs if other != anchor.paragraph)]:
        stretch = _stretch(paragraphs[number], anchor.quote, anchor.before)
        if stretch is not None:
            return Place(anchor.key, number, *stretch)
    return None


def _stretch(paragraph: str, quote: str, before: str) -> tuple[int, int] | None:
    pattern = _loose(quote)
    found = list(pattern.finditer(paragraph.translate(_ALIKE)))
    if not found:
        return None
    if before.strip() and len(found) > 1:
        lead = re.compile(_loose(before).pattern + r"\s*$")
        fitting = [
            each for each in found if lead.search(paragraph[: each.start()].translate(_ALIKE))
        ]
        found = fitting or found
    return found[0].start(), found[0].end()


def _loose(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(re.escape(word) for word in words.translate(_ALIKE).split()))

"""Words and sentences of a text, with their places.

Places count Unicode code points from 0, as Python does. A page that marks them with a script must
convert them where the text holds characters beyond the basic plane.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text: `start` is its first character, `end` is behind its last."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of the stretch."""
        return text[self.start : self.end]

    def within(self, other: "Span") -> bool:
        """Whether the other stretch holds this one."""
        return other.start <= self.start and self.end <= other.end


def find_holder(span: Span, among: Sequence[Span]) -> Span | None:
    """The one of some stretches, in order and apart, that holds this one; None if none does."""
    place = bisect_right(among, span.start, key=lambda each: each.start) - 1
    return among[place] if place >= 0 and span.within(among[place]) else None


_CITATION = re.compile(r"\[[^\[\]\n]{0,40}¶[^\[\]\n]{0,40}\]|\[[ES]\d{1,3}\]")
_WORD = re.compile(r"[^\W_]+(?:[-'’–.,][^\W_]+)*")
_BREAK = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s|$)|\n\s*\n|\n(?=\s*(?:[-*•]|\d{1,3}[.)])\s)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|approx|ca|mr|mrs|ms|dr|prof|gen|col|st|no|nos|fig|p|pp|sen|rep|gov"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)|\b[A-Z](?:\.[A-Z])*|^[ \t]*\d{1,3})\.\Z",
    re.IGNORECASE | re.MULTILINE,
)


def word_spans(text: str) -> tuple[Span, ...]:
    """Places of the words; a citation such as [¶7], [S2 ¶4] or [E3] holds none.

    A hyphenated word, a number with its separators and a contraction count as one.
    """
    bare = _CITATION.sub(lambda found: " " * len(found.group()), text)
    return tuple(Span(*found.span()) for found in _WORD.finditer(bare))


def count_words(text: str) -> int:
    """Number of words, citations left out."""
    return len(word_spans(text))


def split_sentences(text: str) -> tuple[Span, ...]:
    """Places of the sentences, without the white space around them.

    A sentence ends at a full stop, question or exclamation mark before white space, at an empty
    line, and before a list item. Common abbreviations, initials and the number of a list item do
    not end one, unless the text ends there.
    """
    sentences, start = [], 0
    for found in _BREAK.finditer(text):
        if _ABBREVIATION.search(text, start, found.end()):
            continue
        sentences.append(_trim(text, start, found.end()))
        start = found.end()
    sentences.append(_trim(text, start, len(text)))
    return tuple(each for each in sentences if each.start < each.end)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)

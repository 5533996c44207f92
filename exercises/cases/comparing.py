"""Two wordings of a dossier side by side: which paragraphs belong together, which words changed. Pure.

Paragraphs that read alike belong together first; between them, the pairing that keeps the order and
shares most words (Needleman & Wunsch 1970, J. Mol. Biol. 48, with shared words as the score).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

ALIKE = 0.4
"""Share of common words from which two paragraphs are versions of one (our own rule)."""

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Pair:
    """Places of one paragraph in the old and the new list; None where it is not there."""

    old: int | None
    new: int | None


def align(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return which texts belong together, in reading order; every place stands in one pair."""
    found: list[Pair] = []
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for what, i, i_end, j, j_end in matcher.get_opcodes():
        if what == "equal":
            found += [Pair(i + n, j + n) for n in range(i_end - i)]
        else:
            found += _between(old, new, range(i, i_end), range(j, j_end))
    return found


def _between(old: Sequence[str], new: Sequence[str], left: range, right: range) -> list[Pair]:
    olds, news = [_bag(old[i]) for i in left], [_bag(new[j]) for j in right]
    shares = [[_share(a, b) for b in news] for a in olds]
    best = _table(shares, len(right))
    pairs: list[Pair] = []
    i = j = 0
    while i < len(left) or j < len(right):
        both = i < len(left) and j < len(right)
        if both and shares[i][j] >= ALIKE and best[i][j] == shares[i][j] + best[i + 1][j + 1]:
            pairs.append(Pair(left[i], right[j]))
            i, j = i + 1, j + 1
        elif i < len(left) and best[i][j] == best[i + 1][j]:
            pairs.append(Pair(left[i], None))
            i += 1
        else:
            pairs.append(Pair(None, right[j]))
            j += 1
    return pairs


def _table(shares: Sequence[Sequence[float]], width: int) -> list[list[float]]:
    """For each pair of places, the most that can be shared from there on."""
    best = [[0.0] * (width + 1) for _ in range(len(shares) + 1)]
    for i in range(len(shares) - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            share = shares[i][j]
            together = share + best[i + 1][j + 1] if share >= ALIKE else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    return best


def _bag(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _share(one: Counter[str], other: Counter[str]) -> float:
    """Dice coefficient of two bags of words, 0 to 1."""
    whole = one.total() + other.total()
    return 2 * (one & other).total() / whole if whole else 0.0


class What(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words with what became of it."""

    what: What
    text: str


def changed_words(old: str, new: str) -> list[Piece]:
    """Return both texts woven into one: what stayed, went and came, word by word."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    return list(_joined(_pieces(matcher, before, after)))


def _pieces(
    matcher: SequenceMatcher[str], before: Sequence[str], after: Sequence[str]
) -> Iterator[Piece]:
    for what, i, i_end, j, j_end in matcher.get_opcodes():
        if what == "equal":
            yield Piece(What.SAME, "".join(before[i:i_end]))
            continue
        if i < i_end:
            yield Piece(What.REMOVED, "".join(before[i:i_end]))
        if j < j_end:
            yield Piece(What.ADDED, "".join(after[j:j_end]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """A lone blank between two changes belongs to both, so that changes read as phrases."""
    waiting = list(pieces)
    for place, piece in enumerate(waiting):
        between = 0 < place < len(waiting) - 1
        if piece.what is What.SAME and not piece.text.strip() and between:
            yield from (Piece(What.REMOVED, piece.text), Piece(What.ADDED, piece.text))
        else:
            yield piece

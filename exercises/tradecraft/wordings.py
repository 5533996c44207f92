"""Knowing a short text by wordings that instructors approved.

A wording fits a text that holds all its words, in any order and case; a word that ends with * fits
any word that begins so. A number with its decimals is one word (8 does not fit 2.8), with a point or a
comma alike. What fits no wording is not wrong, it is unknown, and waits for a person.
"""

import re
from collections.abc import Iterable, Set

_WORD = re.compile(r"[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+)*")
_WANTED = re.compile(rf"{_WORD.pattern}\*?")


def has_words(wording: str) -> bool:
    """Whether a wording holds anything to know a text by."""
    return bool(_WANTED.search(wording))


def fits_any(text: str, wordings: Iterable[str]) -> bool:
    """Whether a text holds all the words of one of the wordings.

    False without wordings; a wording without words fits nothing. A * in the text means nothing, so
    that emphasis does not hide a word.
    """
    words = _words(_WORD, text)
    return any(_fits(words, _words(_WANTED, each)) for each in wordings)


def _words(pattern: re.Pattern[str], text: str) -> Set[str]:
    return frozenset(word.replace(",", ".") for word in pattern.findall(text.casefold()))


def _fits(words: Set[str], wanted: Set[str]) -> bool:
    return bool(wanted) and all(_has(words, each) for each in wanted)


def _has(words: Set[str], wanted: str) -> bool:
    if wanted.endswith("*"):
        return any(word.startswith(wanted[:-1]) for word in words)
    return wanted in words

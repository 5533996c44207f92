"""Knowing a short text by wordings that instructors approved.

A wording fits a text that holds all its words, in any order and case; a word that ends with * fits
any word that begins so. What fits no wording is not wrong, it is unknown, and waits for a person.
"""

import re
from collections.abc import Iterable, Set

_WORD = re.compile(r"[^\W_]+\*?")


def words_of(text: str) -> frozenset[str]:
    """The words of a text, folded in case; a * behind one belongs to it."""
    return frozenset(_WORD.findall(text.casefold()))


def has_words(wording: str) -> bool:
    """Whether a wording holds anything to know a text by."""
    return bool(words_of(wording))


def fits_any(text: str, wordings: Iterable[str]) -> bool:
    """Whether a text holds all the words of one of the wordings; False without wordings."""
    words = words_of(text)
    return any(all(_has(words, wanted) for wanted in words_of(each)) for each in wordings)


def _has(words: Set[str], wanted: str) -> bool:
    if wanted.endswith("*"):
        return any(word.startswith(wanted[:-1]) for word in words)
    return wanted in words

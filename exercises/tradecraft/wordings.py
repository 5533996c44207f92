"""Knowing a short text by wordings that instructors approved.

A wording fits a text that holds all its words, in any order and case; a word that ends with * fits
any word that begins so. What fits no wording is not wrong, it is unknown, and waits for a person.
"""

import re
from collections.abc import Iterable, Set

_WORD = re.compile(r"[^\W_]+")
_WANTED = re.compile(r"[^\W_]+\*?")


def has_words(wording: str) -> bool:
    """Whether a wording holds anything to know a text by."""
    return bool(_WANTED.search(wording))


def fits_any(text: str, wordings: Iterable[str]) -> bool:
    """Whether a text holds all the words of one of the wordings.

    False without wordings; a wording without words fits nothing. A * in the text means nothing, so
    that emphasis does not hide a word.
    """
    words = frozenset(_WORD.findall(text.casefold()))
    return any(_fits(words, frozenset(_WANTED.findall(each.casefold()))) for each in wordings)


def _fits(words: Set[str], wanted: Set[str]) -> bool:
    return bool(wanted) and all(_has(words, each) for each in wanted)


def _has(words: Set[str], wanted: str) -> bool:
    if wanted.endswith("*"):
        return any(word.startswith(wanted[:-1]) for word in words)
    return wanted in words

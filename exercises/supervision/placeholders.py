"""Letters with places to fill: a fixed list of words in braces, nothing else is ever computed. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

_BRACED = re.compile(r"\{([^{}\n]{0,40})\}")


class Place(StrEnum):
    """A word in braces that each reader's letter fills with their own."""

    NAME = "name"
    ALIAS = "alias"
    EXERCISE = "exercise"
    COHORT = "cohort"
    DUE = "due"
    CLOSES = "closes"
    LINK = "link"


# A subject is read by whoever looks over a shoulder.
IN_SUBJECT = frozenset({Place.EXERCISE, Place.COHORT, Place.DUE, Place.CLOSES})
IN_TEXT = frozenset(Place)


def unknown(text: str, allowed: frozenset[Place]) -> list[str]:
    """Return the words in braces that are not on the list, in the order of the text."""
    names = {place.value for place in allowed}
    found = [each for each in _BRACED.findall(text) if each.strip() not in names]
    return list(dict.fromkeys(found))


def fill(text: str, values: Mapping[Place, str]) -> str:
    """Return the text with each known word in braces replaced; what is not known stays."""

    def value(match: re.Match[str]) -> str:
        name = match[1].strip()
        return values[Place(name)] if name in {each.value for each in values} else match[0]

    return _BRACED.sub(value, text)

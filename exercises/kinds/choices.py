"""What a choice of three to seven looks like to a template: the sign, the words, whether chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext

from exercises.tradecraft.labels import Label

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Option:
    """One box of a choice.

    Attributes:
        value: what is posted and, mostly, what the box shows (``B``, ``AA``, ``II``).
        term: its name, in the reader's language.
        meaning: when to choose it, in one sentence; may be empty.
        chosen: whether it is the answer now.
        apart: it stands below a rule, outside the order of the others (F and 6).
    """

    value: str
    term: str
    meaning: str = ""
    chosen: bool = False
    apart: bool = False


def options(
    labels: Mapping[E, Label], chosen: E | None, apart: frozenset[E] = frozenset()
) -> list[Option]:
    """Return a scale as boxes, words translated."""
    return [
        Option(
            value=str(each),
            term=gettext(label.term),
            meaning=gettext(label.meaning) if label.meaning else "",
            chosen=each is chosen,
            apart=each in apart,
        )
        for each, label in labels.items()
    ]

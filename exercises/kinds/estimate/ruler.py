"""The ruler beside an estimate: the ranges of a scale, with the number and the word marked. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from exercises.tradecraft.words import TERMS, Scale

PER_POINT = 4  # units of height for one per cent
TOP = 10


@dataclass(frozen=True, slots=True)
class Range:
    """One term drawn from ``y`` downwards, ``height`` high; 100 % is at the top."""

    y: float
    height: float
    middle: float
    end: float
    term: str
    low: str
    high: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Ruler:
    """The drawing: ranges from likely to unlikely, and where the number stands.

    ``said`` is the same in words, for those who do not see it.
    """

    height: int
    ranges: tuple[Range, ...]
    number: int | None
    mark: float
    said: str


def ruler_of(scale: Scale, number: int | None, word: str, translate: Callable[[str], str]) -> Ruler:
    """Draw the ranges of ``scale`` with ``number`` and ``word`` marked; either may be missing."""
    ranges = tuple(
        Range(
            y=_y(term.high),
            height=max((term.high - term.low) * PER_POINT, 2),
            middle=_y((term.high + term.low) / 2),
            end=_y(term.low),
            term=translate(term.term),
            low=f"{term.low:g}",
            high=f"{term.high:g}",
            chosen=term.term == word,
        )
        for term in reversed(TERMS[scale])
    )
    said = ", ".join(f"{each.term} {each.low}–{each.high} %" for each in ranges)
    return Ruler(
        height=100 * PER_POINT + 2 * TOP,
        ranges=ranges,
        number=number,
        mark=_y(number or 0),
        said=said,
    )


def _y(percent: float) -> float:
    return TOP + (100 - percent) * PER_POINT

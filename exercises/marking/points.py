"""From markers' levels to points. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exercises.kinds.rubrics import Rubric
from exercises.tradecraft.rubric import combine


def points_for(rubric: Rubric, marks: Sequence[Mapping[str, int]], out_of_c: int) -> int:
    """Return the points (hundredths) that complete marks stand for, out of ``out_of_c``.

    Several markers count by the mean of each criterion in half levels. The share of the highest
    sum is rounded half up.
    """
    half_steps = sum(each.half_steps for each in combine(marks).criteria.values())
    highest = 2 * rubric.most
    return (2 * half_steps * out_of_c + highest) // (2 * highest)


def open_criteria(rubric: Rubric, levels: Mapping[str, int]) -> list[str]:
    """Return the criteria that have no level yet, in the rubric's order."""
    return [each.slug for each in rubric.criteria if each.slug not in levels]

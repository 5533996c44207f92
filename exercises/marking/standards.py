"""The rubric as pages show it: each criterion with its levels, what was chosen, and what a rule says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exercises.kinds.rubrics import Criterion, Rubric
from exercises.marking.models import Mark


@dataclass(frozen=True)
class Level:
    """One level of a criterion, worded in the reader's language."""

    level: int
    term: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class StandardView:
    """One criterion on a page.

    Attributes:
        slug: its name in forms.
        number: its place, from 1.
        title, meaning: in the reader's language.
        levels: from the lowest.
        level: what was chosen, or None.
        note: the marker's words.
        support: what a rule can say, for markers.
        next_up: what the next higher level looks like, or empty at the top.
    """

    slug: str
    number: int
    title: str
    meaning: str
    levels: Sequence[Level]
    level: Level | None
    note: str
    support: Sequence[str]
    next_up: str


def standards_of(
    rubric: Rubric, mark: Mark | None, support: Mapping[str, Sequence[str]] | None = None
) -> list[StandardView]:
    """Return the rubric's criteria with what ``mark`` says about each."""
    return [
        _standard(criterion, number, mark, (support or {}).get(criterion.slug, ()))
        for number, criterion in enumerate(rubric.criteria, start=1)
    ]


def _standard(
    criterion: Criterion, number: int, mark: Mark | None, support: Sequence[str]
) -> StandardView:
    chosen = mark.levels.get(criterion.slug) if mark else None
    levels = [
        Level(rung.level, _(rung.term), _(rung.text) if rung.text else "", rung.level == chosen)
        for rung in criterion.rungs
    ]
    above = criterion.rung(chosen + 1) if chosen is not None else None
    return StandardView(
        slug=criterion.slug,
        number=number,
        title=_(criterion.title),
        meaning=_(criterion.meaning) if criterion.meaning else "",
        levels=levels,
        level=next((level for level in levels if level.chosen), None),
        note=mark.notes.get(criterion.slug, "") if mark else "",
        support=support,
        next_up=_(above.text) if above and above.text else "",
    )

"""When the injects of an exercise reach one student. Pure.

A version says for each inject how many minutes after which start it is released, and which tasks it
concerns. Two starts can be counted from: the student's own, which stretches with more time on the
clock, and the opening of the exercise, which is one instant for the whole class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from exercises.kinds import reading, shape
from exercises.kinds.shape import Many, Text, Whole

LATEST = 60 * 24 * 28  # minutes; four weeks


class CountedFrom(StrEnum):
    """The start that a release counts from."""

    START = "start"  # the student's own
    OPENING = "opening"  # of the exercise, for all who were given it


@dataclass(frozen=True)
class Release:
    """When one inject is released.

    Attributes:
        inject: its name in the edition.
        after_minutes: minutes after the start.
        counted_from: which start.
        tasks: the places of the tasks it concerns; empty for every task.
    """

    inject: Annotated[str, Text(40)]
    after_minutes: Annotated[int, Whole(0, LATEST)]
    counted_from: CountedFrom = CountedFrom.START
    tasks: Annotated[tuple[Annotated[int, Whole(1, 99)], ...], Many(0, 60)] = ()

    def concerns(self, position: int) -> bool:
        """Tell whether the task at that place is one it concerns."""
        return not self.tasks or position in self.tasks


@dataclass(frozen=True)
class Clocks:
    """The instants one attempt counts from.

    Attributes:
        started_at: when the student began.
        opens_at: when the exercise opened for them.
        minutes: how long their clock runs; 0 without one.
        usual_minutes: how long everybody's does; 0 without one.
    """

    started_at: datetime
    opens_at: datetime
    minutes: int = 0
    usual_minutes: int = 0

    def instant(self, release: Release) -> datetime:
        """Return when an inject is released.

        On a clock that runs longer than everybody's, minutes after the student's own start are
        longer in the same measure, a part of a minute counting as a whole one; so each works as
        large a part of their time before it and after it. The class's instant is everybody's.
        """
        if release.counted_from is CountedFrom.OPENING:
            return self.opens_at + timedelta(minutes=release.after_minutes)
        minutes = release.after_minutes
        if 0 < self.usual_minutes < self.minutes:
            minutes = -(-minutes * self.minutes // self.usual_minutes)
        return self.started_at + timedelta(minutes=minutes)


def released(releases: Iterable[Release], clocks: Clocks, now: datetime) -> list[Release]:
    """Return what is released at ``now``, in the order of release; each instant belongs to it."""
    due = [each for each in releases if clocks.instant(each) <= now]
    return sorted(due, key=lambda each: (clocks.instant(each), each.inject))


def read(stored: Sequence[Mapping[str, Any]]) -> tuple[Release, ...]:
    """Return stored releases. Raises shape.ShapeError."""
    return tuple(
        reading.read(Release, each, f"injects[{place}]") for place, each in enumerate(stored)
    )


def stored(releases: Iterable[Release]) -> list[dict[str, Any]]:
    """Return releases as JSON, in the order of their injects' names: the same ones say the same."""
    return [shape.plain(each) for each in sorted(releases, key=lambda each: each.inject)]


def follow(releases: Iterable[Release], places: Mapping[int, int]) -> list[Release]:
    """Return the releases when tasks have moved.

    Args:
        releases: as they were.
        places: the new place of every task that is still there, by its old one. An inject that
            loses all its tasks concerns every task.
    """
    return [
        replace(each, tasks=tuple(sorted(places[task] for task in each.tasks if task in places)))
        for each in releases
    ]

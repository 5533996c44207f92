"""When an allotted exercise may be worked and handed in. Pure: every rule takes ``now``.

Three instants, all aware: it opens, it is due, it closes. Between due and closed a hand-in is taken
and marked as late. An exercise without a due date is never late, one without an end never closes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    """Where an exercise stands at one instant."""

    BEFORE = "before"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True)
class Window:
    """The dates of one exercise for one person, extensions already in them.

    Attributes:
        opens_at: from then on the tasks can be seen.
        due_at: the instant by which work is on time, or None.
        closes_at: from then on nothing is taken, or None.
        extended: whether an extension moved one of the dates.
    """

    opens_at: datetime
    due_at: datetime | None = None
    closes_at: datetime | None = None
    extended: bool = False

    def phase(self, now: datetime) -> Phase:
        """Return the phase at ``now``; each instant belongs to the phase that it starts."""
        if now < self.opens_at:
            return Phase.BEFORE
        if self.closes_at is not None and now >= self.closes_at:
            return Phase.CLOSED
        if self.due_at is not None and now >= self.due_at:
            return Phase.LATE
        return Phase.OPEN

    def takes_work(self, now: datetime) -> bool:
        """Tell whether work can be started, saved as an answer and handed in at ``now``."""
        return self.phase(now) in {Phase.OPEN, Phase.LATE}

    @property
    def deadline(self) -> datetime | None:
        """The next date that matters to the person: due, or the end where nothing is due."""
        return self.due_at or self.closes_at

    def without_late_work(self) -> Window:
        """Return the window of an exercise that takes nothing after its due date."""
        return replace(self, closes_at=self.due_at) if self.due_at is not None else self

    def extend(self, due_at: datetime | None, closes_at: datetime | None) -> Window:
        """Return the window with an extension, which never takes time away from the person."""
        due = _later(self.due_at, due_at)
        closes = _later(self.closes_at, closes_at)
        if due is not None and closes is not None and closes < due:
            closes = due
        moved = (due, closes) != (self.due_at, self.closes_at)
        return replace(self, due_at=due, closes_at=closes, extended=moved)


def _later(own: datetime | None, given: datetime | None) -> datetime | None:
    """Return the later of two ends; no end of one's own stays no end."""
    if own is None or given is None:
        return own
    return max(own, given)

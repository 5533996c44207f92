"""How far one person is with one exercise, as the list for chasing shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """Where one person stands."""

    UNSEEN = "unseen"  # never opened its page
    SEEN = "seen"  # opened it, did not start
    STARTED = "started"  # started, nothing handed in
    HANDED_IN = "handed-in"
    LATE = "late"  # handed in, late


class Filter(StrEnum):
    """Which of them a list shows; each has its address."""

    ALL = "all"
    MISSING = "missing"  # nothing handed in
    UNSEEN = "unseen"
    SEEN = "seen"
    STARTED = "started"
    OVERDUE = "overdue"  # nothing handed in, and due
    HANDED_IN = "handed-in"
    LATE = "late"


NOTHING_IN = frozenset({Stage.UNSEEN, Stage.SEEN, Stage.STARTED})


@dataclass(frozen=True)
class Facts:
    """What is known of one person and one exercise.

    Attributes:
        seen_at, begun_at: when they first opened and first started it, or None.
        handed_in_at: when they last handed in, or None.
        late: whether that was late.
        due_at: until when it is on time for them, or None.
    """

    seen_at: datetime | None
    begun_at: datetime | None
    handed_in_at: datetime | None
    late: bool
    due_at: datetime | None

    @property
    def stage(self) -> Stage:
        """Where the person stands; what came last says it."""
        if self.handed_in_at is not None:
            return Stage.LATE if self.late else Stage.HANDED_IN
        if self.begun_at is not None:
            return Stage.STARTED
        return Stage.UNSEEN if self.seen_at is None else Stage.SEEN

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether nothing was handed in and the due date has passed."""
        return self.stage in NOTHING_IN and self.due_at is not None and self.due_at <= now

    def fits(self, wanted: Filter, now: datetime) -> bool:
        """Tell whether a list of that kind shows the person."""
        stage = self.stage
        answers = {
            Filter.ALL: True,
            Filter.MISSING: stage in NOTHING_IN,
            Filter.OVERDUE: self.is_overdue(now),
            Filter.HANDED_IN: stage in {Stage.HANDED_IN, Stage.LATE},
        }
        return answers.get(wanted, stage.value == wanted.value)

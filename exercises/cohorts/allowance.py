"""Whether one person may begin, go on with or repeat an exercise now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from exercises.cohorts.dates import Phase, Window
from exercises.cohorts.rules import Rules


class Turn(StrEnum):
    """What can be done next."""

    BEFORE = "before"  # it is not open yet
    FIRST = "first"  # the first attempt can be begun
    UNDER_WAY = "under-way"  # an attempt is open and can be handed in
    NEXT = "next"  # another attempt can be begun
    WAIT = "wait"  # another attempt can be begun later
    USED_UP = "used-up"  # every attempt is handed in
    CLOSED = "closed"  # nothing can be begun or handed in any more


@dataclass(frozen=True)
class Allowance:
    """What one person may do with an exercise now.

    Attributes:
        turn: what can be done next.
        made: how many attempts there are, the open one included.
        of: how many there may be.
        next_at: from when on the next one can be begun, while it must wait.
    """

    turn: Turn
    made: int
    of: int
    next_at: datetime | None = None

    @property
    def may_begin(self) -> bool:
        """Whether an attempt can be begun now."""
        return self.turn in {Turn.FIRST, Turn.NEXT}

    @property
    def settled(self) -> bool:
        """Whether nothing can be handed in any more, however long one waits."""
        return self.turn in {Turn.USED_UP, Turn.CLOSED}


def allowance(
    rules: Rules,
    extra: int,
    window: Window,
    now: datetime,
    *,
    made: int,
    is_open: bool,
    last_at: datetime | None,
) -> Allowance:
    """Return what a person may do now.

    Args:
        rules: the rules that hold for the person.
        extra: attempts they were given on top of the rules'.
        window: their dates.
        now: the instant.
        made: how many attempts they have begun.
        is_open: whether the newest of them is still open.
        last_at: when the newest was handed in, or None.
    """
    of = max(rules.attempts + extra, made)
    phase = window.phase(now)
    if phase is Phase.CLOSED:
        return Allowance(Turn.CLOSED, made, of)
    if is_open:
        return Allowance(Turn.UNDER_WAY, made, of)
    if phase is Phase.BEFORE:
        return Allowance(Turn.BEFORE, made, of)
    if made >= of:
        return Allowance(Turn.USED_UP, made, of)
    turn, next_at = _next(rules, window, now, last_at)
    return Allowance(turn, made, of, next_at)


def _next(
    rules: Rules, window: Window, now: datetime, last_at: datetime | None
) -> tuple[Turn, datetime | None]:
    """Return whether the next attempt can be begun, and from when on if it must wait."""
    if last_at is None:
        return Turn.FIRST, None
    ready_at = last_at + timedelta(minutes=rules.gap_minutes)
    if ready_at <= now:
        return Turn.NEXT, None
    if window.closes_at is not None and ready_at >= window.closes_at:
        return Turn.CLOSED, None
    return Turn.WAIT, ready_at

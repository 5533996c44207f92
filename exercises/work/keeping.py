"""When an earlier state of an answer is worth keeping. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

A_MINUTE = timedelta(minutes=1)


def worth_keeping(
    *, saved_at: datetime | None, kept_at: datetime | None, now: datetime, before: int, after: int
) -> bool:
    """Tell whether the state that a save is about to replace should be kept.

    One state is kept for each minute of change; and, whenever it happens, one that is about to
    lose more than half of itself, since that is the state people ask for.

    Args:
        saved_at: when the state to be replaced was saved; None when nothing was there yet.
        kept_at: when a state was kept last, or None.
        now: the instant of the save.
        before: how long the state to be replaced is, in characters.
        after: how long the new state is, in characters.
    """
    if saved_at is None:
        return False
    return kept_at is None or now - kept_at >= A_MINUTE or after * 2 < before

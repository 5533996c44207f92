"""PURE: minutes of attendance out of pieces of evidence.

Intervals of one person are joined (two devices do not count twice), cut to the meeting, and gaps under
a minute are bridged. What staff state wins over everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

BRIDGE = timedelta(seconds=60)


@dataclass(frozen=True)
class Evidence:
    """One interval of presence; ``stated_minutes`` is set only for what staff stated."""

    joined_at: datetime
    left_at: datetime
    stated_minutes: int | None = None


def minutes_present(evidence: Iterable[Evidence], starts_at: datetime, ends_at: datetime) -> int:
    """Return whole minutes present within the meeting, rounded down at the very end."""
    pieces = list(evidence)
    stated = [piece.stated_minutes for piece in pieces if piece.stated_minutes is not None]
    if stated:
        return stated[-1]
    total = sum(
        (end - start for start, end in _joined(_cut(pieces, starts_at, ends_at))), timedelta()
    )
    return int(total.total_seconds() // 60)


def _cut(
    pieces: list[Evidence], starts_at: datetime, ends_at: datetime
) -> list[tuple[datetime, datetime]]:
    cut = [(max(piece.joined_at, starts_at), min(piece.left_at, ends_at)) for piece in pieces]
    return sorted(interval for interval in cut if interval[0] < interval[1])


def _joined(intervals: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for start, end in intervals:
        if joined and start - joined[-1][1] < BRIDGE:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined

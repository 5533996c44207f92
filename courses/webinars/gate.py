"""PURE: what the join gate of a webinar shows at an instant."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

LINGER = timedelta(minutes=15)  # meetings run over; late-comers get in until then


class Gate(StrEnum):
    """The states of a join gate."""

    CLOSED = "closed"  # opens later
    OPEN = "open"  # people may come in, it has not begun
    UNDER_WAY = "under-way"
    OVER = "over"
    CALLED_OFF = "called-off"


def gate_at(
    now: datetime,
    *,
    opens_at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    called_off: bool,
) -> Gate:
    """Return the gate's state; opening and starting instants belong to the later state."""
    if called_off:
        return Gate.CALLED_OFF
    if now < opens_at:
        return Gate.CLOSED
    if now < starts_at:
        return Gate.OPEN
    return Gate.UNDER_WAY if now < ends_at + LINGER else Gate.OVER


def lets_in(gate: Gate) -> bool:
    """Tell whether one may go in now."""
    return gate in {Gate.OPEN, Gate.UNDER_WAY}

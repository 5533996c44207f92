"""Sweeps of work."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from exercises.work import clocking


@sweep("work.clocks", every=20)
def clocks() -> int:
    """Hand in what is saved of attempts whose time is over."""
    return clocking.hand_in_what_is_over()

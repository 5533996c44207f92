"""Sweeps of marking."""

from __future__ import annotations

from courseplatform.kit.sweeps import sweep
from exercises.marking import queueing
from exercises.work.handing_in import TOPIC


@sweep("marking.gather", topics=(TOPIC,), every=60)
def gather() -> int:
    """Make scripts of what was handed in and needs a marker."""
    return queueing.gather()


@sweep("marking.free", every=300)
def free() -> int:
    """Put scripts whose hold ran out back into the queue."""
    return queueing.free_stale()

"""Sweeps of calibration."""

from __future__ import annotations

from courseplatform.kit import clock
from courseplatform.kit.sweeps import sweep
from exercises.calibration import asking, forecasting, settling
from exercises.calibration.resolving import TOPIC
from exercises.work.handing_in import HANDED_IN


@sweep("calibration.gather", topics=(HANDED_IN,), every=60)
def gather() -> int:
    """Make forecasts of what was handed in."""
    return forecasting.gather()


@sweep("calibration.settle", topics=(TOPIC,), every=120)
def settle() -> int:
    """Let points and letters follow decisions."""
    return settling.settle()


@sweep("calibration.instants", every=86_400)
def instants() -> int:
    """Recompute deadlines; moves something only after new zone data were installed."""
    return asking.rederive(clock.now())

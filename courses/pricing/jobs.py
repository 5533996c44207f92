"""Sweep of prices: the ends of early prices follow the session's zone and the zone data."""

from __future__ import annotations

from courseplatform.kit import clock
from courseplatform.kit.sweeps import sweep
from courses.catalogue.sessions import TOPIC as SESSIONS
from courses.pricing import prices


@sweep("pricing.instants", topics=(SESSIONS,), every=86_400)
def instants() -> int:
    """Recompute the instants of early prices that are still to end."""
    return prices.rederive(clock.now())

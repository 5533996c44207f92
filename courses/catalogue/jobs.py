"""The catalogue's sweep: instants follow the zone data."""

from __future__ import annotations

from courseplatform.kit import clock
from courseplatform.kit.sweeps import sweep
from courses.catalogue import sessions


@sweep("catalogue.instants", every=86_400)
def instants() -> int:
    """Recompute derived instants; moves something only after new zone data were installed."""
    return sessions.rederive(clock.now())

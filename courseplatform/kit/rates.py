"""Rate limits: how often one key may act in a window, counted in the shared cache."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from courseplatform.kit import clock


@dataclass(frozen=True)
class Rate:
    """At most ``times`` acts in ``seconds``; ``name`` keeps the counts of different acts apart."""

    name: str
    times: int
    seconds: int

    def take(self, key: str) -> bool:
        """Count one act of ``key``; tell whether it is still within the limit."""
        window = int(clock.now().timestamp()) // self.seconds
        slot = f"rate:{self.name}:{key}:{window}"
        if cache.add(slot, 1, timeout=self.seconds + 1):
            return self.times >= 1
        try:
            return int(cache.incr(slot)) <= self.times
        except ValueError:  # the slot expired between the two calls
            return True

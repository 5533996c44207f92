"""How many deliveries were refused today: a number in the shared cache, nothing of what they said."""

from __future__ import annotations

from django.core.cache import cache

from courseplatform.kit import clock

DAYS = 2 * 24 * 3600


def note() -> None:
    """Count one delivery that nothing proved."""
    slot = _slot()
    if not cache.add(slot, 1, timeout=DAYS):
        try:
            cache.incr(slot)
        except ValueError:  # it expired between the two calls
            return


def today() -> int:
    """Return how many were refused since midnight UTC."""
    return int(cache.get(_slot(), 0))


def _slot() -> str:
    return f"payment:refused:{clock.today():%Y%m%d}"
